import { photoLimits } from '../../../schema/limits.ts';
import { checkBytes, formatOf, type Fault, type FormatName } from '../../api/preflight.ts';
import { problemOfFault, type Problem } from '../problem.ts';

/** What was done to a photo so that it can be sent; sizes in pixels. */
export interface Change {
  /** `converted` from another format, `downscaled` because it was too big, or both. */
  name: 'converted' | 'downscaled' | 'convertedAndDownscaled';
  format: FormatName;
  width: number;
  height: number;
}

export type Prepared =
  | { photo: Blob; bytes: Uint8Array<ArrayBuffer>; contentType: string; change?: Change; problem?: undefined }
  | { problem: Problem };

/** What browsers may be able to decode, and so to send as JPEG. */
const DECODABLE: readonly FormatName[] = ['jpeg', 'png', 'webp', 'avif', 'heic'];

/** Longest side of a photo that had to be made smaller: more than the detector makes use of. */
const DOWNSCALED_SIDE = 4096;

/** A larger file is not even tried: decoding it could take the page down. */
const MOST_BYTES = 150 * 1024 * 1024;

const FORMAT_BYTES = 32;
const JPEG_QUALITY = 0.9;

/**
 * Makes of a file what can be sent, changing as little as possible, or says why it cannot be sent.
 * @param maxBytes what a photo may have here
 */
export async function preparePhoto(file: Blob, maxBytes: number): Promise<Prepared> {
  const isLarge = file.size > maxBytes;
  const bytes = await read(isLarge ? file.slice(0, FORMAT_BYTES) : file);
  if (!bytes) return { problem: { name: 'Unreadable', values: {}, message: '' } };
  const verdict = checkBytes(bytes, maxBytes);
  if (!isLarge && verdict.contentType) return { photo: file, bytes, contentType: verdict.contentType };
  const fault: Fault = isLarge || !('fault' in verdict) ? { name: 'TooManyBytes', bytes: file.size } : verdict.fault;
  const format = formatOf(bytes);
  if (isLarge && !format) return { problem: problemOfFault({ name: 'NotAPhoto' }) };
  if (!format || !DECODABLE.includes(format) || !isCurable(fault) || file.size > MOST_BYTES) {
    const other = format && !DECODABLE.includes(format);
    return { problem: problemOfFault(other ? { name: 'OtherFormat', format } : fault) };
  }
  return redraw(file, format, maxBytes);
}

function isCurable({ name }: Fault): boolean {
  return name === 'TooManyBytes' || name === 'TooManyPixels' || name === 'OtherFormat';
}

/** The same picture as a JPEG within the limits, upright. */
async function redraw(file: Blob, format: FormatName, maxBytes: number): Promise<Prepared> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return { problem: { name: 'CannotConvert', values: { format }, message: '' } };
  }
  const isPhotoType = format === 'jpeg' || format === 'png';
  const natural = { width: bitmap.width, height: bitmap.height };
  const target = isPhotoType || isTooWide(natural) ? downscaled(natural) : natural;
  const photo = await draw(bitmap, target);
  bitmap.close();
  const bytes = new Uint8Array(await photo.arrayBuffer());
  const verdict = checkBytes(bytes, maxBytes);
  if ('fault' in verdict) return { problem: problemOfFault(verdict.fault) };
  const isSmaller = target.width < natural.width;
  const name = isPhotoType ? 'downscaled' : isSmaller ? 'convertedAndDownscaled' : 'converted';
  return { photo, bytes, contentType: verdict.contentType, change: { name, format, ...target } };
}

interface Dimensions {
  width: number;
  height: number;
}

function isTooWide({ width, height }: Dimensions): boolean {
  return Math.max(width, height) > photoLimits.maxSidePixels;
}

/** Small enough, but not so small that the shorter side falls below what the service takes. */
export function downscaled({ width, height }: Dimensions): Dimensions {
  const longest = Math.max(width, height);
  const shortest = Math.min(width, height);
  const wanted = Math.max(DOWNSCALED_SIDE / longest, photoLimits.minSidePixels / shortest);
  const scale = Math.min(1, wanted, photoLimits.maxSidePixels / longest);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

async function draw(bitmap: ImageBitmap, { width, height }: Dimensions): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new Error('This browser has no canvas');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
}

/** A file's bytes; undefined when it is a folder, or gone. */
async function read(file: Blob): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    return undefined;
  }
}
