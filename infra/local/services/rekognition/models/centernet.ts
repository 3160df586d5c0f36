/**
 * CenterNet on MobileNetV3, trained on COCO, as it ships in `@vladmandic/human` (MIT; the
 * repository it was trained in, 610265158/mobilenetv3_centernet, names no licence of its own). It draws a heat map of object
 * centres for every class; a local peak is an object, and a second map says how far its edges are.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Box } from './box.ts';
import {
  cocoClass,
  outputOf,
  SCORE_FLOOR,
  suppressOverlaps,
  type Candidate,
  type DetectionModel,
  type Outputs,
} from './detection-model.ts';
import { COCO_CLASSES } from './coco.ts';

const require = createRequire(import.meta.url);

const SIZE = 512;
const HEAT = 'tower_0/keypoints';
const EDGES = 'tower_0/wh';
/** A cell of the maps covers this many pixels a side. */
const STRIDE = 4;
const CELLS = SIZE / STRIDE;
const CLASSES = COCO_CLASSES.length;

export const centerNet: DetectionModel = {
  file: path.join(path.dirname(require.resolve('@vladmandic/human')), '../models/centernet.json'),
  extent: { feed: 'tower_0/images', inputShape: [1, SIZE, SIZE, 3], outputs: [HEAT, EDGES] },
  size: SIZE,
  fit: 'letterbox',
  calibration: { slope: 2.71, offset: 1.61 },
  toTensor: (rgb) => new Float32Array(rgb),
  decode,
};

function decode(outputs: Outputs): Candidate[] {
  const heat = outputOf(outputs, HEAT);
  const edges = outputOf(outputs, EDGES);
  const candidates: Candidate[] = [];
  for (let index = 0; index < heat.length; index += 1) {
    const score = heat[index] ?? 0;
    if (score < SCORE_FLOOR) continue;
    const cell = Math.floor(index / CLASSES);
    const [x, y] = [cell % CELLS, Math.floor(cell / CELLS)];
    const classId = index % CLASSES;
    if (!isPeak(heat, x, y, classId)) continue;
    const box = boxAround(x * STRIDE, y * STRIDE, edges.subarray(cell * 4));
    candidates.push({ className: cocoClass(classId), score, box });
  }
  return suppressOverlaps(candidates);
}

/** Distances are in pixels, from the centre to the left, top, right and bottom edge. */
function boxAround(x: number, y: number, [left = 0, top = 0, right = 0, bottom = 0]: Float32Array): Box {
  return { left: x - left, top: y - top, right: x + right, bottom: y + bottom };
}

/** Whether no neighbouring cell is hotter for the same class. */
function isPeak(heat: Float32Array, x: number, y: number, classId: number): boolean {
  const here = heat[(y * CELLS + x) * CLASSES + classId] ?? 0;
  for (let row = Math.max(0, y - 1); row <= Math.min(CELLS - 1, y + 1); row += 1) {
    for (let column = Math.max(0, x - 1); column <= Math.min(CELLS - 1, x + 1); column += 1) {
      if ((heat[(row * CELLS + column) * CLASSES + classId] ?? 0) > here) return false;
    }
  }
  return true;
}
