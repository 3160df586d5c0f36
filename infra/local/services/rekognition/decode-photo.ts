import sharp from 'sharp';
import { rekognitionError } from './errors.ts';
import { MAX_SIDE, MIN_SIDE } from './limits.ts';

/** A decoded photo, upright as it is displayed, no larger than the detectors can use. */
export interface Photo {
  width: number;
  height: number;
  /** Interleaved 8-bit sRGB. */
  rgb: Buffer;
}

type Format = 'jpeg' | 'png';

/** The first bytes of the formats that Rekognition reads. A file's name or declared type plays no part. */
const SIGNATURES: Record<Format, Buffer> = {
  jpeg: Buffer.from([0xff, 0xd8, 0xff]),
  png: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
};

/** Twice the largest network's input: nothing finer reaches a network, and a large JPEG is scaled while it is read. */
const WORKING_SIDE = 1024;

/**
 * Decodes a JPEG or PNG. A JPEG is turned as its EXIF orientation says; a PNG is not, as in Rekognition. Transparency
 * becomes white.
 * @throws AwsError InvalidImageFormatException when the bytes are not a whole JPEG or PNG, ImageTooLargeException or
 *   InvalidParameterException when the image has too many or too few pixels a side; sizes are checked in the header,
 *   before anything is decompressed
 */
export async function decodePhoto(bytes: Uint8Array): Promise<Photo> {
  const format = formatOf(bytes);
  if (!format) throw rekognitionError('InvalidImageFormatException');
  await checkSize(bytes, format);
  const image = sharp(bytes, { failOn: 'error', limitInputPixels: MAX_SIDE * MAX_SIDE });
  const upright = format === 'jpeg' ? image.autoOrient() : image;
  const { data, info } = await readable(
    upright
      .resize(WORKING_SIDE, WORKING_SIDE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  return { width: info.width, height: info.height, rgb: data };
}

function formatOf(bytes: Uint8Array): Format | undefined {
  const startsWith = (signature: Buffer) => signature.equals(bytes.subarray(0, signature.length));
  if (startsWith(SIGNATURES.jpeg)) return 'jpeg';
  return startsWith(SIGNATURES.png) ? 'png' : undefined;
}

async function checkSize(bytes: Uint8Array, format: Format): Promise<void> {
  const header = await readable(sharp(bytes, { limitInputPixels: false }).metadata());
  if (header.format !== format) throw rekognitionError('InvalidImageFormatException');
  const { width, height } = header;
  if (Math.max(width, height) > MAX_SIDE) {
    const size = `${String(width)} x ${String(height)}`;
    const message = `Input image dimensions ${size} exceed maximum dimension size of ${String(MAX_SIDE)} pixels`;
    throw rekognitionError('ImageTooLargeException', message);
  }
  if (Math.min(width, height) < MIN_SIDE) throw rekognitionError('InvalidParameterException');
}

/** What the decoder cannot read is the image's fault. */
async function readable<T>(reading: Promise<T>): Promise<T> {
  return reading.catch((cause: unknown) => {
    throw Object.assign(rekognitionError('InvalidImageFormatException'), { cause });
  });
}

/** A square input for a network, and how large the photo is in it; it begins at the left top corner. */
export interface Fitted {
  rgb: Buffer;
  width: number;
  height: number;
}

/** Scales a photo to a square: distorted to fill it, or in proportion with black at the right or bottom. */
export async function fitToSquare(photo: Photo, size: number, fit: 'stretch' | 'letterbox'): Promise<Fitted> {
  const scale = size / Math.max(photo.width, photo.height);
  const width = fit === 'stretch' ? size : Math.max(1, Math.round(photo.width * scale));
  const height = fit === 'stretch' ? size : Math.max(1, Math.round(photo.height * scale));
  const rgb = await sharp(photo.rgb, { raw: { width: photo.width, height: photo.height, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .extend({ right: size - width, bottom: size - height, background: 'black' })
    .raw()
    .toBuffer();
  return { rgb, width, height };
}
