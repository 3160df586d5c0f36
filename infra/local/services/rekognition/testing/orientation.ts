import sharp from 'sharp';

/** Turns and mirrors that give the stored pixels from the upright ones, by EXIF orientation: its own turn undone. */
const UNDONE: Record<number, { turn: number; mirror?: 'flip' | 'flop' }> = {
  1: { turn: 0 },
  2: { turn: 0, mirror: 'flop' },
  3: { turn: 180 },
  4: { turn: 0, mirror: 'flip' },
  5: { turn: 90, mirror: 'flop' },
  6: { turn: 270 },
  7: { turn: 90, mirror: 'flip' },
  8: { turn: 90 },
};

/** The image as a camera held another way stores it: other pixels, and the EXIF orientation that sets them upright. */
export async function storedAs(orientation: number, upright: Buffer, format: 'jpeg' | 'png'): Promise<Buffer> {
  const undone = UNDONE[orientation];
  if (!undone) throw new RangeError(`EXIF knows no orientation ${String(orientation)}.`);
  const { turn, mirror } = undone;
  const turned = sharp(await sharp(upright).rotate(turn).png().toBuffer());
  const stored = mirror === 'flip' ? turned.flip() : mirror === 'flop' ? turned.flop() : turned;
  return stored.withMetadata({ orientation }).toFormat(format, { quality: 95 }).toBuffer();
}
