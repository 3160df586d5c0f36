import { imageSize } from 'image-size';
import type { ReasonCode } from '../../schema/generated/schema.ts';
import { photoLimits } from '../../schema/limits.ts';
import { readJpeg, readPng, type PhotoStructure } from './photo-structure.ts';

export type Inspection =
  { ok: true; width: number; height: number; heldBytes: PhotoStructure['heldBytes'] } | { ok: false; code: ReasonCode };

const formats = [
  { contentType: 'image/jpeg', magic: Buffer.from([0xff, 0xd8, 0xff]), read: readJpeg, orientation: jpegOrientation },
  { contentType: 'image/png', magic: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), read: readPng, orientation: () => 1 },
];

/** From the EXIF data: 5 to 8 turn the photo by a quarter. Rekognition and browsers show a JPEG so, a PNG as it lies. */
function jpegOrientation(bytes: Uint8Array): number {
  return sizeOf(bytes)?.orientation ?? 1;
}

function sizeOf(bytes: Uint8Array): ReturnType<typeof imageSize> | undefined {
  try {
    return imageSize(bytes);
  } catch {
    return undefined;
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
  if (!format) return { ok: false, code: sizeOf(bytes) ? 'UNSUPPORTED_FORMAT' : 'NOT_AN_IMAGE' };
  if (format.contentType !== declared) return { ok: false, code: 'CONTENT_MISMATCH' };
  const structure = format.read(bytes);
  if (!structure) return { ok: false, code: 'NOT_AN_IMAGE' };
  const { width, height, heldBytes } = structure;
  if (Math.min(width, height) < photoLimits.minSidePixels) return { ok: false, code: 'TOO_SMALL' };
  if (Math.max(width, height) > photoLimits.maxSidePixels) return { ok: false, code: 'TOO_LARGE' };
  const turned = format.orientation(bytes) >= 5;
  return { ok: true, heldBytes, width: turned ? height : width, height: turned ? width : height };
}
