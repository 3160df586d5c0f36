import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { maxFileNameLength, photoLimits } from '../../schema/limits.ts';

type PhotoType = (typeof photoLimits.contentTypes)[number];

/** What is wrong with a file, for programs that have words of their own. */
export type Fault =
  | { name: 'Empty' | 'NotAPhoto' | 'Damaged' }
  | { name: 'TooManyBytes'; bytes: number }
  | { name: 'OtherFormat'; format: FormatName }
  | { name: 'TooFewPixels' | 'TooManyPixels'; width: number; height: number };

/** Either what a photo is, or why it cannot be sent: in plain words, and by the code that the service would give. */
export type Verdict =
  | { contentType: PhotoType; refusal?: undefined }
  | {
      contentType?: undefined;
      refusal: string;
      code: 'FileTooLarge' | 'InvalidInput' | 'UnsupportedType';
      fault: Fault;
    };

export type FormatName = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif' | 'heic' | 'video' | 'tiff' | 'bmp' | 'pdf';

interface Format {
  name: FormatName;
  /** As in `This is a GIF.` */
  what: string;
  /** What the file starts with, in Latin-1; `?` stands for any byte. */
  starts: string;
  contentType?: PhotoType;
}

const FORMATS: readonly Format[] = [
  { name: 'jpeg', what: 'a JPEG', starts: '\xff\xd8\xff', contentType: 'image/jpeg' },
  { name: 'png', what: 'a PNG', starts: '\x89PNG\r\n\x1a\n', contentType: 'image/png' },
  { name: 'gif', what: 'a GIF', starts: 'GIF8' },
  { name: 'webp', what: 'a WebP image', starts: 'RIFF????WEBP' },
  { name: 'avif', what: 'an AVIF image', starts: '????ftypavi' },
  { name: 'heic', what: 'a HEIC photo', starts: '????ftyphei' },
  { name: 'heic', what: 'a HEIC photo', starts: '????ftypmif1' },
  { name: 'video', what: 'a video', starts: '????ftyp' },
  { name: 'tiff', what: 'a TIFF image', starts: 'II*\0' },
  { name: 'tiff', what: 'a TIFF image', starts: 'MM\0*' },
  { name: 'bmp', what: 'a BMP image', starts: 'BM' },
  { name: 'pdf', what: 'a PDF', starts: '%PDF' },
];

interface Dimensions {
  width: number;
  height: number;
}

const ONLY = 'Only JPEG and PNG photos can be analyzed.';

/** What a file is by its first bytes, whatever its name says; undefined when it is nothing known. */
export function formatOf(bytes: Uint8Array): FormatName | undefined {
  return findFormat(bytes)?.name;
}

/**
 * Checks a file's bytes: what they are, whatever the file's name says, and how many pixels they hold.
 * @param maxBytes what a photo may have where it is sent, if that is less than anywhere
 */
export function checkBytes(bytes: Uint8Array, maxBytes: number = photoLimits.maxBytes): Verdict {
  if (bytes.length === 0) return refuse('InvalidInput', 'This file is empty.', { name: 'Empty' });
  if (bytes.length > maxBytes) {
    const most = maxBytes / (1024 * 1024);
    const words = `This file is ${megabytes(bytes.length)}. At most ${most} MB can be analyzed.`;
    return refuse('FileTooLarge', words, { name: 'TooManyBytes', bytes: bytes.length });
  }
  const format = findFormat(bytes);
  if (!format) return refuse('UnsupportedType', `This file is not a photo. ${ONLY}`, { name: 'NotAPhoto' });
  const { name, what, contentType } = format;
  if (!contentType) return refuse('UnsupportedType', `This is ${what}. ${ONLY}`, { name: 'OtherFormat', format: name });
  const size = readDimensions(bytes, contentType);
  if (!size) return refuse('UnsupportedType', 'This photo is damaged and cannot be read.', { name: 'Damaged' });
  return checkPixels(size) ?? { contentType };
}

function checkPixels({ width, height }: Dimensions): Verdict | undefined {
  const pixels = `This photo is ${count(width)} × ${count(height)} pixels.`;
  if (Math.min(width, height) < photoLimits.minSidePixels) {
    const words = `${pixels} Each side needs at least ${photoLimits.minSidePixels}.`;
    return refuse('InvalidInput', words, { name: 'TooFewPixels', width, height });
  }
  if (Math.max(width, height) > photoLimits.maxSidePixels) {
    const words = `${pixels} No side may have more than ${count(photoLimits.maxSidePixels)}.`;
    return refuse('FileTooLarge', words, { name: 'TooManyPixels', width, height });
  }
  return undefined;
}

function refuse(code: Extract<Verdict, { fault: Fault }>['code'], refusal: string, fault: Fault): Verdict {
  return { code, refusal, fault };
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

function findFormat(bytes: Uint8Array): Format | undefined {
  return FORMATS.find(({ starts }) => startsWith(bytes, starts));
}

function readDimensions(bytes: Uint8Array, contentType: PhotoType): Dimensions | undefined {
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
