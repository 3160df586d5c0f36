import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Box } from '../../infra/local/services/rekognition/models/box.ts';
import { COCO_CLASSES, type CocoClass } from '../../infra/local/services/rekognition/models/coco.ts';

/** An object that a person marked in a photo; the box in ratios of the photo. */
interface AnnotatedObject {
  className: CocoClass;
  box: Box;
}

export interface AnnotatedPhoto {
  file: string;
  bytes: Buffer;
  objects: AnnotatedObject[];
}

const annotatedObject = z
  .object({ label: z.enum(COCO_CLASSES), box: z.tuple([z.number(), z.number(), z.number(), z.number()]) })
  .transform(({ label, box: [left, top, width, height] }) => ({
    className: label,
    box: { left, top, right: left + width, bottom: top + height },
  }));

const groundTruth = z.record(z.string(), z.array(annotatedObject));

/**
 * Reads a folder of photos with a `ground-truth.json`: file name -> [{label, box: [left, top, width, height]}], labels
 * in COCO's names and boxes in ratios of the photo.
 */
export async function readAnnotatedPhotos(folder: string): Promise<AnnotatedPhoto[]> {
  const truth = groundTruth.parse(JSON.parse(await readFile(path.join(folder, 'ground-truth.json'), 'utf8')));
  return Promise.all(
    Object.entries(truth).map(async ([file, objects]) => ({
      file,
      bytes: await readFile(path.join(folder, file)),
      objects,
    })),
  );
}
