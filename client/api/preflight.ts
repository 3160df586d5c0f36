import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { maxFileNameLength, photoLimits } from '../../schema/limits.ts';

type PhotoType = (typeof photoLimits.contentTypes)[number];

/** Either what a photo is, or why it cannot be sent: in plain words, and by the code that the service would give. */
export type Verdict =
  | { contentType: PhotoType; refusal?: undefined }
  | { contentType?: undefined; refusal: string; code: 'FileTooLarge' | 'InvalidInput' | 'UnsupportedType' };

interface Format {
  /** As in `This is a GIF.` */
  what: string;
  /** What the file starts with, in Latin-1; `?` stands for any byte. */
  starts: string;
  contentType?: PhotoType;
}

const FORMATS: readonly Format[] = [
  { what: 'a JPEG', starts: '\xff\xd8\xff', contentType: 'image/jpeg' },
  { what: 'a PNG', starts: '\x89PNG\r\n\x1a\n', contentType: 'image/png' },
  { what: 'a GIF', starts: 'GIF8' },
  { what: 'a WebP image', starts: 'RIFF????WEBP' },
  { what: 'an AVIF image', starts: '????ftypavi' },
  { what: 'a HEIC photo', starts: '????ftyphei' },
  { what: 'a HEIC photo', starts: '????ftypmif1' },
  { what: 'a video', starts: '????ftyp' },
  { what: 'a TIFF image', starts: 'II*\0' },
  { what: 'a TIFF image', starts: 'MM\0*' },
  { what: 'a BMP image', starts: 'BM' },
  { what: 'a PDF', starts: '%PDF' },
];

const ONLY = 'Only JPEG and PNG photos can be analyzed.';

/** Why a file of this size cannot be sent, in plain words; undefined when it can. */
export function checkSize(size: number): string | undefined {
  if (size === 0) return 'This file is empty.';
  if (size > photoLimits.maxBytes) return `This file is ${megabytes(size)}. At most 15 MB can be analyzed.`;
  return undefined;
}

/** Checks a file's bytes: what they are, whatever the file's name says, and how many pixels they hold. */
export function checkBytes(bytes: Uint8Array): Verdict {
  const tooBigOrEmpty = checkSize(bytes.length);
  if (tooBigOrEmpty !== undefined) {
    return { refusal: tooBigOrEmpty, code: bytes.length === 0 ? 'InvalidInput' : 'FileTooLarge' };
  }
  const format = FORMATS.find(({ starts }) => startsWith(bytes, starts));
  if (!format) return { refusal: `This file is not a photo. ${ONLY}`, code: 'UnsupportedType' };
  const { what, contentType } = format;
  if (!contentType) return { refusal: `This is ${what}. ${ONLY}`, code: 'UnsupportedType' };
  const size = readDimensions(bytes, contentType);
  if (!size) return { refusal: 'This photo is damaged and cannot be read.', code: 'UnsupportedType' };
  const pixels = `This photo is ${count(size.width)} × ${count(size.height)} pixels.`;
  if (Math.min(size.width, size.height) < photoLimits.minSidePixels) {
    return { refusal: `${pixels} Each side needs at least ${photoLimits.minSidePixels}.`, code: 'InvalidInput' };
  }
  if (Math.max(size.width, size.height) > photoLimits.maxSidePixels) {
    return {
      refusal: `${pixels} No side may have more than ${count(photoLimits.maxSidePixels)}.`,
      code: 'FileTooLarge',
    };
  }
  return { contentType };
}

/** A name as the service takes it: no control characters, at most 255 characters of which the last ones say the most. */
export function sendableName(name: string): string {
  const clean = name.replace(/\p{Cc}/gu, ' ').trim();
  const halfCharacter = /^[\udc00-\udfff]/;
  return clean.slice(-maxFileNameLength).replace(halfCharacter, '') || 'photo';
}

export function megabytes(bytes: number): string {
  const value = bytes / (1024 * 1024);
  return value < 0.1 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(Math.ceil(value * 10) / 10).toFixed(1)} MB`;
}

function readDimensions(bytes: Uint8Array, contentType: PhotoType): { width: number; height: number } | undefined {
  try {
    return (contentType === 'image/jpeg' ? JPG : PNG).calculate(bytes);
  } catch {
    return undefined;
  }
}

function startsWith(bytes: Uint8Array, starts: string): boolean {
  return Array.from(starts).every((character, at) => character === '?' || bytes[at] === character.charCodeAt(0));
}

function count(value: number): string {
  return value.toLocaleString('en');
}
