import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';

/** What can be sent; the service checks the same again. */
export const LIMITS = {
  bytes: 15 * 1024 * 1024,
  minSide: 80,
  maxSide: 10_000,
  fileName: 255,
} as const;

export type PhotoType = 'image/jpeg' | 'image/png';

/** Either what a photo is, or in plain words why it cannot be sent. */
export type Verdict = { contentType: PhotoType; refusal?: undefined } | { contentType?: undefined; refusal: string };

interface Format {
  name: string;
  /** What the file starts with, in Latin-1; `?` stands for any byte. */
  starts: string;
  contentType?: PhotoType;
}

const FORMATS: readonly Format[] = [
  { name: 'JPEG', starts: '\xff\xd8\xff', contentType: 'image/jpeg' },
  { name: 'PNG', starts: '\x89PNG\r\n\x1a\n', contentType: 'image/png' },
  { name: 'GIF', starts: 'GIF8' },
  { name: 'WebP image', starts: 'RIFF????WEBP' },
  { name: 'AVIF image', starts: '????ftypavi' },
  { name: 'HEIC photo', starts: '????ftyphei' },
  { name: 'HEIC photo', starts: '????ftypmif1' },
  { name: 'video', starts: '????ftyp' },
  { name: 'TIFF image', starts: 'II*\0' },
  { name: 'TIFF image', starts: 'MM\0*' },
  { name: 'BMP image', starts: 'BM' },
  { name: 'PDF', starts: '%PDF' },
];

const ONLY = 'Only JPEG and PNG photos can be analyzed.';

/** Why a file of this size cannot be sent, in plain words; undefined when it can. */
export function checkSize(size: number): string | undefined {
  if (size === 0) return 'This file is empty.';
  if (size > LIMITS.bytes) return `This file is ${megabytes(size)}. At most 15 MB can be analyzed.`;
  return undefined;
}

/** Checks a file's bytes: what they are, whatever the file's name says, and how many pixels they hold. */
export function checkBytes(bytes: Uint8Array): Verdict {
  const tooBigOrEmpty = checkSize(bytes.length);
  if (tooBigOrEmpty !== undefined) return { refusal: tooBigOrEmpty };
  const format = FORMATS.find(({ starts }) => startsWith(bytes, starts));
  if (!format) return { refusal: `This file is not a photo. ${ONLY}` };
  const { name, contentType } = format;
  if (!contentType) return { refusal: `This is a ${name}. ${ONLY}` };
  const size = readDimensions(bytes, contentType);
  if (!size) return { refusal: `This ${name} is damaged and cannot be read.` };
  const pixels = `This photo is ${count(size.width)} × ${count(size.height)} pixels.`;
  if (Math.min(size.width, size.height) < LIMITS.minSide) {
    return { refusal: `${pixels} Each side needs at least ${LIMITS.minSide}.` };
  }
  if (Math.max(size.width, size.height) > LIMITS.maxSide) {
    return { refusal: `${pixels} No side may have more than ${count(LIMITS.maxSide)}.` };
  }
  return { contentType };
}

/** A name as the service takes it: no control characters, at most 255 characters of which the last ones say the most. */
export function sendableName(name: string): string {
  const clean = name.replace(/\p{Cc}/gu, ' ').trim();
  const halfCharacter = /^[\udc00-\udfff]/;
  return clean.slice(-LIMITS.fileName).replace(halfCharacter, '') || 'photo';
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
