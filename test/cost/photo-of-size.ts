import sharp from 'sharp';
import { another, pastoral } from '../support/photos.ts';

/** The longest comment that a JPEG's segment holds. */
const mostComment = 0xffff - 2;

let small: Promise<Buffer> | undefined;

/** A JPEG with bytes of its own and of exactly this size: a photo, made smaller where it has to be, and comments. */
export async function photoOfSize(bytes: number): Promise<Buffer> {
  const picture = another(bytes > 2 * pastoral.length ? pastoral : await smaller(bytes));
  return padded(picture, bytes);
}

async function smaller(bytes: number): Promise<Buffer> {
  if (bytes > 50_000) return (small ??= sharp(pastoral).resize(480).jpeg({ quality: 60 }).toBuffer());
  return sharp(pastoral).resize(80, 80).greyscale().jpeg({ quality: 8 }).toBuffer();
}

function padded(jpeg: Buffer, bytes: number): Buffer {
  const comments: Buffer[] = [];
  for (let left = bytes - jpeg.length; left > 0;) {
    // A segment has four bytes of its own: nothing shorter may be left over.
    const length = left > mostComment + 4 && left < mostComment + 8 ? left - 4 - 4 : Math.min(left - 4, mostComment);
    if (length < 0) throw new Error(`A photo of ${jpeg.length} bytes cannot be made ${bytes} bytes long.`);
    const header = Buffer.from([0xff, 0xfe, 0, 0]);
    header.writeUInt16BE(length + 2, 2);
    comments.push(header, Buffer.alloc(length));
    left -= length + 4;
  }
  if (comments.length === 0 && jpeg.length !== bytes) throw new Error(`The photo has ${jpeg.length} bytes already.`);
  return Buffer.concat([jpeg.subarray(0, 2), ...comments, jpeg.subarray(2)]);
}
