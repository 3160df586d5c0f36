import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { ReasonCode } from '../../schema/generated/schema.ts';

export interface OddPhoto {
  what: string;
  bytes: Uint8Array;
  contentType: 'image/jpeg' | 'image/png';
}

const bombBytes = 64 * 1024 * 1024;

function picture(width = 200, height = 100) {
  return sharp({ create: { width, height, channels: 3, background: '#33aa77' } });
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** What a PNG begins with: signature and header. */
const pngHead = 8 + 25;

/** Puts chunks behind a PNG's header. */
function withChunks(png: Buffer, ...chunks: Buffer[]): Buffer {
  return Buffer.concat([png.subarray(0, pngHead), ...chunks, png.subarray(pngHead)]);
}

/** The header of a true-colour PNG of another size, in place of its own. */
function resized(png: Buffer, width: number, height: number): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([png.subarray(0, 8), pngChunk('IHDR', header), png.subarray(pngHead)]);
}

/** A second frame behind the picture that is shown by who knows no animation. */
function animated(png: Buffer, width: number, height: number): Buffer {
  const frame = (sequence: number) => {
    const data = Buffer.alloc(26);
    data.writeUInt32BE(sequence, 0);
    data.writeUInt32BE(width, 4);
    data.writeUInt32BE(height, 8);
    data.writeUInt16BE(1, 20);
    data.writeUInt16BE(10, 22);
    return pngChunk('fcTL', data);
  };
  const pixels = deflateSync(Buffer.alloc((1 + 3 * width) * height));
  const second = [frame(1), pngChunk('fdAT', Buffer.concat([Buffer.from([0, 0, 0, 2]), pixels]))];
  const begun = withChunks(png, pngChunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])), frame(0));
  return Buffer.concat([begun.subarray(0, -12), ...second, begun.subarray(-12)]);
}

/** The smallest uncompressed bitmap. */
function bitmap(width: number, height: number): Buffer {
  const row = Math.ceil((3 * width) / 4) * 4;
  const bytes = Buffer.alloc(54 + row * height);
  bytes.write('BM', 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

/** An iPhone's format, by its name: the pixels are AV1's. */
function heicOf(avif: Buffer): Buffer {
  const heic = Buffer.from(avif);
  for (let at = heic.indexOf('avif'); at >= 0 && at < 32; at = heic.indexOf('avif', at)) heic.write('heic', at);
  return heic;
}

const jpeg = await picture().jpeg().toBuffer();
const png = await picture().png().toBuffer();
const avif = await picture().avif({ effort: 0 }).toBuffer();
const zip = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);
const page = Buffer.from('<html><script>alert(1)</script></html>');
const bomb = deflateSync(Buffer.alloc(bombBytes));
const text = (prefix: string) => Buffer.concat([Buffer.from(prefix, 'latin1'), bomb]);

const asJpeg = (what: string, bytes: Uint8Array): OddPhoto => ({ what, bytes, contentType: 'image/jpeg' });
const asPng = (what: string, bytes: Uint8Array): OddPhoto => ({ what, bytes, contentType: 'image/png' });

/** Photos that are good ones, though not every program can read them all. */
export const goodPhotos: OddPhoto[] = [
  asJpeg('a progressive JPEG', await picture().jpeg({ progressive: true }).toBuffer()),
  asJpeg('a grey JPEG', await picture().greyscale().jpeg().toBuffer()),
  asJpeg('a CMYK JPEG', await picture().toColourspace('cmyk').withIccProfile('cmyk').jpeg().toBuffer()),
  asJpeg('a JPEG with a ZIP behind it', Buffer.concat([jpeg, zip])),
  asJpeg('a JPEG with a page behind it', Buffer.concat([jpeg, page])),
  asJpeg(
    'a JPEG with a page in its comment',
    Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, 2 + page.length]), page, jpeg.subarray(2)]),
  ),
  asPng('a 16-bit PNG', await picture().toColourspace('rgb16').png().toBuffer()),
  asPng('an interlaced PNG', await picture().png({ progressive: true }).toBuffer()),
  asPng('a PNG with a palette that lets through', await picture().ensureAlpha(0.5).png({ palette: true }).toBuffer()),
  asPng('an animated PNG', animated(png, 200, 100)),
  asPng('a PNG with a page behind it', Buffer.concat([png, page])),
  asPng('a PNG with a bomb for its colours', withChunks(png, pngChunk('iCCP', text('bomb\0\0')))),
  asPng('a PNG with a bomb for its text', withChunks(png, pngChunk('zTXt', text('Comment\0\0')))),
  asPng(
    'a PNG with a bomb for its international text',
    withChunks(png, pngChunk('iTXt', text('Comment\0\x01\0en\0Comment\0'))),
  ),
  asPng(
    'a PNG whose pixels are a bomb',
    Buffer.concat([png.subarray(0, pngHead), pngChunk('IDAT', bomb), pngChunk('IEND', Buffer.alloc(0))]),
  ),
];

/** Photos at fault, and what their owner is told. */
export const faultyPhotos: (OddPhoto & { code: ReasonCode })[] = [
  { ...asJpeg('words', Buffer.from('just words, no photo')), code: 'NOT_AN_IMAGE' },
  { ...asJpeg('one byte', Buffer.from([0xff])), code: 'NOT_AN_IMAGE' },
  { ...asJpeg('a JPEG cut short', jpeg.subarray(0, jpeg.length / 2)), code: 'NOT_AN_IMAGE' },
  { ...asJpeg('a JPEG without its end', jpeg.subarray(0, -2)), code: 'NOT_AN_IMAGE' },
  { ...asPng('a PNG cut short', png.subarray(0, png.length / 2)), code: 'NOT_AN_IMAGE' },
  { ...asPng('a PNG without its end', png.subarray(0, -12)), code: 'NOT_AN_IMAGE' },
  {
    ...asPng('a PNG without pixels', Buffer.concat([png.subarray(0, pngHead), png.subarray(-12)])),
    code: 'NOT_AN_IMAGE',
  },
  { ...asPng('a GIF', await picture().gif().toBuffer()), code: 'UNSUPPORTED_FORMAT' },
  { ...asJpeg('a WebP', await picture().webp().toBuffer()), code: 'UNSUPPORTED_FORMAT' },
  { ...asJpeg('an AVIF', avif), code: 'UNSUPPORTED_FORMAT' },
  { ...asJpeg('a HEIC', heicOf(avif)), code: 'UNSUPPORTED_FORMAT' },
  { ...asJpeg('a TIFF', await picture().tiff().toBuffer()), code: 'UNSUPPORTED_FORMAT' },
  { ...asPng('a BMP', bitmap(200, 100)), code: 'UNSUPPORTED_FORMAT' },
  {
    ...asPng('an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"/>')),
    code: 'UNSUPPORTED_FORMAT',
  },
  { ...asJpeg('a PNG sent as a JPEG', png), code: 'CONTENT_MISMATCH' },
  { ...asPng('a JPEG sent as a PNG', jpeg), code: 'CONTENT_MISMATCH' },
  { ...asPng('a photo of 79 pixels', await picture(200, 79).png().toBuffer()), code: 'TOO_SMALL' },
  { ...asPng('a photo of 10,001 pixels', await picture(10_001, 80).png().toBuffer()), code: 'TOO_LARGE' },
  { ...asPng('a PNG that says it has 10 billion pixels', resized(png, 100_000, 100_000)), code: 'TOO_LARGE' },
];
