import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../service.ts';
import { decodePhoto, fitToSquare } from './decode-photo.ts';
import { storedAs } from './testing/orientation.ts';

const brown = { r: 128, g: 64, b: 32 };
const plain = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: brown } });
const noise = sharp({
  create: {
    width: 400,
    height: 300,
    channels: 3,
    background: 'black',
    noise: { type: 'gaussian', mean: 128, sigma: 60 },
  },
});

/** Red, green, blue and white quarters, clockwise from the left top. */
async function quarters(): Promise<Buffer> {
  const tile = (background: string, left: number, top: number) => ({
    input: { create: { width: 80, height: 80, channels: 3 as const, background } },
    left,
    top,
  });
  const tiles = [tile('red', 0, 0), tile('lime', 80, 0), tile('blue', 80, 80), tile('white', 0, 80)];
  return plain(160, 160).composite(tiles).png().toBuffer();
}

const NAMES = new Map([
  ['255,0,0', 'red'],
  ['0,255,0', 'green'],
  ['0,0,255', 'blue'],
  ['255,255,255', 'white'],
]);

/** The colours in the middle of the four quarters, clockwise from the left top. */
async function coloursOf(image: Buffer): Promise<(string | undefined)[]> {
  const { width, rgb } = await decodePhoto(image);
  const at = (x: number, y: number) => rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3);
  const near = (value: number) => (value > 200 ? 255 : value < 55 ? 0 : value);
  return [at(40, 40), at(120, 40), at(120, 120), at(40, 120)].map((pixel) => NAMES.get([...pixel].map(near).join(',')));
}

async function refusal(bytes: Buffer): Promise<Pick<AwsError, 'code' | 'message'>> {
  const error: unknown = await decodePhoto(bytes).then(
    () => new Error('The image was accepted.'),
    (cause: unknown) => cause,
  );
  if (error instanceof AwsError) return { code: error.code, message: error.message };
  throw error;
}

const badFormat = { code: 'InvalidImageFormatException', message: 'Request has invalid image format' };

describe('decodePhoto', () => {
  it.each([
    ['a JPEG', (image: Sharp) => image.jpeg()],
    ['a progressive JPEG', (image: Sharp) => image.jpeg({ progressive: true })],
    ['a grey JPEG', (image: Sharp) => image.greyscale().jpeg()],
    ['a CMYK JPEG', (image: Sharp) => image.toColourspace('cmyk').jpeg()],
    ['a PNG', (image: Sharp) => image.png()],
    ['a PNG with a palette', (image: Sharp) => image.png({ palette: true })],
    ['a PNG of 16 bits', (image: Sharp) => image.toColourspace('rgb16').png()],
    ['an interlaced PNG', (image: Sharp) => image.png({ progressive: true })],
  ])('reads %s as 8-bit RGB', async (_format, encode) => {
    const { width, height, rgb } = await decodePhoto(await encode(plain(200, 100)).toBuffer());
    expect({ width, height, bytes: rgb.length }).toEqual({ width: 200, height: 100, bytes: 200 * 100 * 3 });
  });

  it('reads transparency as white', async () => {
    const clear = sharp({ create: { width: 100, height: 100, channels: 4, background: { ...brown, alpha: 0 } } });
    const { rgb } = await decodePhoto(await clear.png().toBuffer());
    expect(new Set(rgb)).toEqual(new Set([255]));
  });

  it('scales a large photo down, in proportion', async () => {
    expect(await decodePhoto(await plain(3000, 1500).jpeg().toBuffer())).toMatchObject({ width: 1024, height: 512 });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns a JPEG upright as EXIF orientation %i says', async (orientation) => {
    const stored = await storedAs(orientation, await quarters(), 'jpeg');
    expect((await sharp(stored).metadata()).orientation ?? 1).toBe(orientation);
    expect(await coloursOf(stored)).toEqual(['red', 'green', 'blue', 'white']);
  });

  it('leaves a PNG as it is stored, whatever its EXIF says', async () => {
    const stored = await storedAs(6, await quarters(), 'png');
    expect((await sharp(stored).metadata()).orientation).toBe(6);
    expect(await coloursOf(stored)).toEqual(['green', 'blue', 'white', 'red']);
  });

  it.each([
    ['a GIF', () => plain(100, 100).gif().toBuffer()],
    ['a WebP', () => plain(100, 100).webp().toBuffer()],
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"/>')],
    ['text', () => Buffer.from('hello')],
    ['nothing', () => Buffer.alloc(0)],
    ['a signature and no more', () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ])('refuses %s', async (_kind, image) => {
    expect(await refusal(await image())).toEqual(badFormat);
  });

  it.each(['jpeg', 'png'] as const)('refuses a %s that breaks off', async (format) => {
    const whole = await noise.clone().toFormat(format).toBuffer();
    for (const share of [0.1, 0.5, 0.9]) {
      expect(await refusal(whole.subarray(0, Math.round(whole.length * share)))).toEqual(badFormat);
    }
  });

  it('takes 80 pixels a side, and refuses 79', async () => {
    expect(await decodePhoto(await plain(80, 80).png().toBuffer())).toMatchObject({ width: 80, height: 80 });
    const small = { code: 'InvalidParameterException', message: 'Request has invalid parameters' };
    expect(await refusal(await plain(79, 200).png().toBuffer())).toEqual(small);
    expect(await refusal(await plain(200, 79).jpeg().toBuffer())).toEqual(small);
  });

  it('takes 10,000 pixels a side, and refuses one more', async () => {
    expect(await decodePhoto(await plain(10_000, 400).jpeg().toBuffer())).toMatchObject({ width: 1024, height: 41 });
    expect(await refusal(await plain(400, 10_001).jpeg().toBuffer())).toEqual({
      code: 'ImageTooLargeException',
      message: 'Input image dimensions 400 x 10001 exceed maximum dimension size of 10000 pixels',
    });
  });

  it('refuses a decompression bomb by its header', async () => {
    const bomb = await plain(100, 100).png().toBuffer();
    const header = bomb.subarray(12, 29);
    header.writeUInt32BE(60_000, 4);
    header.writeUInt32BE(60_000, 8);
    bomb.writeUInt32BE(crc32(header), 29);
    expect((await refusal(bomb)).code).toBe('ImageTooLargeException');
  });
});

describe('fitToSquare', () => {
  const wide = { width: 4, height: 2, rgb: Buffer.alloc(4 * 2 * 3, 255) };

  it('fills the square when it stretches', async () => {
    const { rgb, width, height } = await fitToSquare(wide, 8, 'stretch');
    expect({ width, height }).toEqual({ width: 8, height: 8 });
    expect(new Set(rgb)).toEqual(new Set([255]));
  });

  it('keeps proportions in a letterbox, and pads the rest with black', async () => {
    const { rgb, width, height } = await fitToSquare(wide, 8, 'letterbox');
    expect({ width, height, bytes: rgb.length }).toEqual({ width: 8, height: 4, bytes: 8 * 8 * 3 });
    expect(new Set(rgb.subarray(0, 8 * 4 * 3))).toEqual(new Set([255]));
    expect(new Set(rgb.subarray(8 * 4 * 3))).toEqual(new Set([0]));
  });

  it('leaves at least a line of an extremely narrow photo', async () => {
    const narrow = { width: 1024, height: 1, rgb: Buffer.alloc(1024 * 3) };
    expect(await fitToSquare(narrow, 300, 'letterbox')).toMatchObject({ width: 300, height: 1 });
  });
});
