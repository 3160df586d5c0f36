import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import * as z from 'zod';
import { boats, pastoral } from '../support/photos.ts';

/** The option by which a benchmark takes photos of yours. */
export const photosOption = z.string().optional();
export const photosUsage =
  "  --photos DIR    takes the JPEGs of a folder, not the tests' photographs (not written down)";

/** The sizes in which the tests' photographs are looked at: small enough to be found on a page, large enough for a detector. */
const widths = [1024, 800, 640];

/** Different pictures to measure with: the JPEGs of a folder, else the tests' photographs in several sizes. */
export async function picturesOf(folder: string | undefined): Promise<Buffer[]> {
  if (folder === undefined) {
    const resized = (photo: Buffer) => widths.map((width) => sharp(photo).resize(width).jpeg().toBuffer());
    return Promise.all([...resized(boats), ...resized(pastoral)]);
  }
  const names = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).sort();
  if (names.length === 0) throw new Error(`There is no JPEG in ${folder}.`);
  return Promise.all(names.map((name) => readFile(path.join(folder, name))));
}
