import { imageSize } from 'image-size';
import type { ReasonCode } from '../../schema/generated/schema.ts';
import { photoLimits } from '../../schema/limits.ts';

export type Inspection =
  | { ok: true; width: number; height: number }
  | { ok: false; code: ReasonCode }
  /** The dimensions lie beyond the bytes given. */
  | { ok: 'more' };

const contentTypeOf: Record<string, string> = { jpg: 'image/jpeg', png: 'image/png' };

/** EXIF orientations 5 to 8 turn a photo by a quarter; Rekognition and browsers show a JPEG so, and a PNG as it lies. */
function displayed({ width, height, orientation = 1, type }: ReturnType<typeof imageSize>) {
  return type === 'jpg' && orientation >= 5 ? { width: height, height: width } : { width, height };
}

/**
 * What a photo is, from its first bytes: checked before Rekognition is paid.
 * @param bytes the photo's beginning, or all of it
 * @param whole whether `bytes` is all of it
 * @param declared the media type it was announced as
 */
export function inspectPhoto(bytes: Uint8Array, whole: boolean, declared: string): Inspection {
  let seen: ReturnType<typeof imageSize>;
  try {
    seen = imageSize(bytes);
  } catch {
    return whole ? { ok: false, code: 'NOT_AN_IMAGE' } : { ok: 'more' };
  }
  const contentType = contentTypeOf[seen.type ?? ''];
  if (contentType === undefined) return { ok: false, code: 'UNSUPPORTED_FORMAT' };
  if (contentType !== declared) return { ok: false, code: 'CONTENT_MISMATCH' };
  const { width, height } = displayed(seen);
  if (Math.min(width, height) < photoLimits.minSidePixels) return { ok: false, code: 'TOO_SMALL' };
  if (Math.max(width, height) > photoLimits.maxSidePixels) return { ok: false, code: 'TOO_LARGE' };
  return { ok: true, width, height };
}
