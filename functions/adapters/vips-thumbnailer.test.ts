import path from 'node:path';
import { build } from 'esbuild';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Thumbnailer } from '../domain/ports.ts';
import { goodPhotos } from '../testing/odd-photos.ts';
import { vipsThumbnailer } from './vips-thumbnailer.ts';

const root = path.resolve(import.meta.dirname, '../..');
const mebibyte = 1024 * 1024;
let thumbnailer: Thumbnailer;

beforeAll(async () => {
  const script = path.join(root, '.build/test/thumbnail.worker.cjs');
  await build({
    entryPoints: [path.join(root, 'functions/analyze-image/thumbnail.worker.ts')],
    outfile: script,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['wasm-vips'],
  });
  thumbnailer = vipsThumbnailer(script);
});

function picture(width: number, height: number, background = '#33aa77') {
  return sharp({ create: { width, height, channels: 3, background } });
}

const pixelOf = async (image: Uint8Array) => [...(await sharp(image).extract(corner).raw().toBuffer())];
const corner = { left: 0, top: 0, width: 1, height: 1 };

describe('a thumbnail', () => {
  it.each(goodPhotos)('of $what is a JPEG of its pixels alone', async ({ bytes }) => {
    const { format, width, height, space, exif, icc, xmp, iptc } = await sharp(
      await thumbnailer.thumbnail(bytes),
    ).metadata();
    expect({ format, width, height, exif, icc, xmp, iptc }).toEqual({ format: 'jpeg', width: 200, height: 100 });
    expect(['srgb', 'b-w']).toContain(space);
  });

  it('is 512 pixels long and upright, and does not tell where the photo was taken', async () => {
    const photo = await picture(1600, 1200)
      .withExif({ IFD0: { Make: 'Camera' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect((await sharp(photo).metadata()).exif?.includes('Camera')).toBe(true);
    const thumbnail = await thumbnailer.thumbnail(photo);
    const { width, height, orientation, exif } = await sharp(thumbnail).metadata();
    expect({ width, height, orientation, exif }).toEqual({ width: 384, height: 512 });
    expect(Buffer.from(thumbnail).includes('Exif')).toBe(false);
  });

  it('has the colours of the photo, on white', async () => {
    const wide = await picture(200, 100, '#c03020').withIccProfile('p3').jpeg({ quality: 100 }).toBuffer();
    const clear = await picture(200, 100).ensureAlpha(0).png().toBuffer();
    const [red = 0, green = 0, blue = 0] = await pixelOf(await thumbnailer.thumbnail(wide));
    for (const [seen, meant] of [
      [red, 0xc0],
      [green, 0x30],
      [blue, 0x20],
    ] as const) {
      expect(Math.abs(seen - meant)).toBeLessThanOrEqual(6);
    }
    for (const seen of await pixelOf(await thumbnailer.thumbnail(clear))) expect(seen).toBeGreaterThan(250);
  });

  it('is not made of what is no photo, and of the next photo all the same', async () => {
    await expect(thumbnailer.thumbnail(Buffer.from('no photo'))).rejects.toThrow();
    await expect(thumbnailer.thumbnail(await picture(100, 100).gif().toBuffer())).rejects.toThrow();
    expect(await thumbnailer.thumbnail(await picture(100, 100).png().toBuffer())).toBeInstanceOf(Uint8Array);
  });

  it('of the photo that holds most takes no more than half of a gigabyte', async () => {
    const photo = await picture(10_000, 10_000).png({ progressive: true, compressionLevel: 1 }).toBuffer();
    const before = process.memoryUsage().rss;
    const thumbnail = await thumbnailer.thumbnail(photo);
    expect((await sharp(thumbnail).metadata()).width).toBe(512);
    expect((process.memoryUsage().rss - before) / mebibyte).toBeLessThan(512);
  });
});
