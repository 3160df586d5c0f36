import { imageSize } from 'image-size';
import type { ReasonCode } from '../../schema/generated/schema.ts';
import { photoLimits } from '../../schema/limits.ts';
import { readJpeg, readPng, type PhotoStructure } from './photo-structure.ts';

export type Inspection = ({ ok: true } & PhotoStructure) | { ok: false; code: ReasonCode };

const formats = [
  { contentType: 'image/jpeg', magic: Buffer.from([0xff, 0xd8, 0xff]), read: readJpeg },
  { contentType: 'image/png', magic: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), read: readPng },
];

/** Whether it is an image of another kind than is taken here. */
function isOtherImage(bytes: Uint8Array): boolean {
  try {
    return imageSize(bytes).width > 0;
  } catch {
    return false;
  }
}

/**
 * What a photo is, by its bytes alone: checked before Rekognition is paid. Nothing is decompressed here, so that no
 * photo costs more than its own size.
 * @param bytes the whole photo
 * @param declared the media type it was announced as
 */
export function inspectPhoto(bytes: Uint8Array, declared: string): Inspection {
  const format = formats.find(({ magic }) => magic.equals(bytes.subarray(0, magic.length)));
  if (!format) return { ok: false, code: isOtherImage(bytes) ? 'UNSUPPORTED_FORMAT' : 'NOT_AN_IMAGE' };
  if (format.contentType !== declared) return { ok: false, code: 'CONTENT_MISMATCH' };
  const structure = format.read(bytes);
  if (!structure) return { ok: false, code: 'NOT_AN_IMAGE' };
  const { width, height } = structure;
  if (Math.min(width, height) < photoLimits.minSidePixels) return { ok: false, code: 'TOO_SMALL' };
  if (Math.max(width, height) > photoLimits.maxSidePixels) return { ok: false, code: 'TOO_LARGE' };
  return { ok: true, ...structure };
}
