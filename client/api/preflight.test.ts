import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { photoLimits } from '../../schema/limits.ts';
import { checkBytes, formatOf, megabytes, sendableName } from './preflight.ts';

const blank = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#789' } });
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('checkBytes', () => {
  it('takes JPEG and PNG for what they are', async () => {
    expect(checkBytes(await blank(80, 100).jpeg().toBuffer())).toEqual({ contentType: 'image/jpeg' });
    expect(checkBytes(await blank(100, 80).jpeg({ progressive: true }).toBuffer())).toEqual({
      contentType: 'image/jpeg',
    });
    expect(checkBytes(await blank(80, 80).png().toBuffer())).toEqual({ contentType: 'image/png' });
  });

  it.each([
    [79, 80, 'This photo is 79 × 80 pixels. Each side needs at least 80.'],
    [10_001, 80, 'This photo is 10,001 × 80 pixels. No side may have more than 10,000.'],
  ])('refuses %d × %d pixels', async (width, height, refusal) => {
    expect(checkBytes(await blank(width, height).jpeg().toBuffer())).toMatchObject({ refusal });
    expect(checkBytes(await blank(width, height).png().toBuffer())).toMatchObject({ refusal });
  });

  it('takes the largest photo there may be', async () => {
    expect(checkBytes(await blank(10_000, 80).png().toBuffer())).toEqual({ contentType: 'image/png' });
  });

  it.each([
    ['GIF89a', 'This is a GIF. Only JPEG and PNG photos can be analyzed.'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'This is a WebP image. Only JPEG and PNG photos can be analyzed.'],
    ['\0\0\0\x20ftypheic\0\0\0\0', 'This is a HEIC photo. Only JPEG and PNG photos can be analyzed.'],
    ['\0\0\0\x20ftypavif\0\0\0\0', 'This is an AVIF image. Only JPEG and PNG photos can be analyzed.'],
    ['\0\0\0\x20ftypmp42\0\0\0\0', 'This is a video. Only JPEG and PNG photos can be analyzed.'],
    ['%PDF-1.7', 'This is a PDF. Only JPEG and PNG photos can be analyzed.'],
    ['hello', 'This file is not a photo. Only JPEG and PNG photos can be analyzed.'],
    ['\xff\xd8\xff\xe0', 'This photo is damaged and cannot be read.'],
    ['\x89PNG\r\n\x1a\n', 'This photo is damaged and cannot be read.'],
    ['', 'This file is empty.'],
  ])('refuses %j', (text, refusal) => {
    expect(checkBytes(latin1(text))).toMatchObject({ refusal });
  });

  it('has a verdict on any bytes', () => {
    const starts = fc.constantFrom('', '\xff\xd8\xff', '\x89PNG\r\n\x1a\n', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR');
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        const { contentType, refusal } = checkBytes(Uint8Array.from([...latin1(start), ...rest]));
        expect(typeof (contentType ?? refusal)).toBe('string');
      }),
    );
  });
});

describe('the size of a file', () => {
  it('may be 1 byte to 15 MB', () => {
    expect(checkBytes(new Uint8Array(photoLimits.maxBytes))).toMatchObject({ fault: { name: 'NotAPhoto' } });
    expect(checkBytes(new Uint8Array(photoLimits.maxBytes + 1))).toEqual({
      code: 'FileTooLarge',
      refusal: 'This file is 15.1 MB. At most 15 MB can be analyzed.',
      fault: { name: 'TooManyBytes', bytes: photoLimits.maxBytes + 1 },
    });
  });
});

describe('formatOf', () => {
  it('tells a format by its first bytes', () => {
    expect(formatOf(latin1('RIFF\x10\0\0\0WEBPVP8 '))).toBe('webp');
    expect(formatOf(latin1('hello'))).toBeUndefined();
  });
});

describe('sendableName', () => {
  it('is one that the service takes, and the same again', () => {
    const name = fc.string({ unit: 'binary', maxLength: 400 });
    fc.assert(
      fc.property(name, (given) => {
        const sent = sendableName(given);
        expect(sent.length).toBeGreaterThan(0);
        expect(sent.length).toBeLessThanOrEqual(255);
        expect(sent).not.toMatch(/\p{Cc}/u);
        expect(sendableName(sent)).toBe(sent);
      }),
    );
  });

  it('keeps an ordinary name and the end of a long one', () => {
    expect(sendableName('Sheep, März (2).jpg')).toBe('Sheep, März (2).jpg');
    expect(sendableName(`${'a'.repeat(300)}.jpg`)).toBe(`${'a'.repeat(251)}.jpg`);
    expect(sendableName(`${'🐑'.repeat(200)}.jpg`)).toBe(`${'🐑'.repeat(125)}.jpg`);
    expect(sendableName('\n')).toBe('photo');
  });
});

describe('megabytes', () => {
  it.each([
    [12, '1 kB'],
    [50_000, '49 kB'],
    [2_345_678, '2.3 MB'],
  ])('of %d is %s', (bytes, expected) => {
    expect(megabytes(bytes)).toBe(expected);
  });
});
