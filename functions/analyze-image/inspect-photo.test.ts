import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { faultyPhotos, goodPhotos } from '../testing/odd-photos.ts';
import { inspectPhoto } from './inspect-photo.ts';

describe('inspectPhoto', () => {
  it.each(goodPhotos)('lets $what pass', ({ bytes, contentType }) => {
    expect(inspectPhoto(bytes, contentType)).toMatchObject({ ok: true, width: 200, height: 100 });
  });

  it.each(faultyPhotos)('refuses $what', ({ bytes, contentType, code }) => {
    expect(inspectPhoto(bytes, contentType)).toEqual({ ok: false, code });
  });

  it.each(goodPhotos.filter(({ what, bytes }) => !/behind|bomb/.test(what) && bytes.length < 5000))(
    'finds $what cut short, wherever',
    ({ bytes, contentType }) => {
      for (let length = 0; length < bytes.length; length += 1) {
        expect(inspectPhoto(bytes.subarray(0, length), contentType)).toMatchObject({ ok: false });
      }
    },
  );

  it('tells how much has to be held at once to decode a photo', async () => {
    const picture = sharp({ create: { width: 300, height: 200, channels: 3, background: 'red' } });
    const held = async (bytes: Promise<Buffer>, contentType: string) => inspectPhoto(await bytes, contentType);
    expect(await held(picture.jpeg().toBuffer(), 'image/jpeg')).toMatchObject({ heldBytes: 0 });
    expect(await held(picture.jpeg({ progressive: true }).toBuffer(), 'image/jpeg')).toMatchObject({
      heldBytes: 360_000,
    });
    expect(await held(picture.png().toBuffer(), 'image/png')).toMatchObject({ heldBytes: 0 });
    expect(await held(picture.png({ progressive: true }).toBuffer(), 'image/png')).toMatchObject({
      heldBytes: 240_000,
    });
  });

  it('answers whatever it is given', () => {
    const damaged = fc
      .tuple(
        fc.constantFrom(...goodPhotos, ...faultyPhotos).filter(({ bytes }) => bytes.length < 50_000),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 20 }),
      )
      .map(([{ bytes, contentType }, changes]) => {
        const copy = Buffer.from(bytes);
        for (const [at, value] of changes) copy[at % copy.length] = value;
        return { bytes: copy, contentType };
      });
    fc.assert(
      fc.property(damaged, ({ bytes, contentType }) => {
        expect(inspectPhoto(bytes, contentType)).toHaveProperty('ok');
      }),
    );
  });
});
