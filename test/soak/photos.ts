import sharp from 'sharp';
import { seededChance } from '../../infra/local/chance.ts';
import { another, boats, pastoral } from '../support/photos.ts';

/**
 * What becomes of a photo, as its sender sees to it: `photo` is sent and left alone, `repeated` is announced a second
 * time later on, `broken` is no image, `unsent` never comes, `deleted` is deleted once it has ended, `deletedEarly` as
 * soon as it is sent.
 */
export type Fate = 'photo' | 'repeated' | 'broken' | 'unsent' | 'deleted' | 'deletedEarly';

const shares: [Fate, number][] = [
  ['repeated', 0.05],
  ['broken', 0.05],
  ['unsent', 0.05],
  ['deleted', 0.05],
  ['deletedEarly', 0.05],
];

export interface Photo {
  fate: Fate;
  bytes: Uint8Array;
}

/** `count` photos, no two alike, and what becomes of each. Small ones: it is not the decoder that is on trial. */
export async function photosToSend(count: number, seed: number): Promise<Photo[]> {
  const small = (photo: Uint8Array) => sharp(photo).resize(240, 160).jpeg().toBuffer();
  const [meadow, water] = [await small(pastoral), await small(boats)];
  const chance = seededChance(seed);
  return Array.from({ length: count }, (_, index) => {
    const fate = drawn(chance());
    const picture = another(index % 2 === 0 ? meadow : water);
    return { fate, bytes: fate === 'broken' ? Buffer.concat([Buffer.from('no image '), picture]) : picture };
  });
}

function drawn(chance: number): Fate {
  let least = 0;
  for (const [fate, share] of shares) {
    least += share;
    if (chance < least) return fate;
  }
  return 'photo';
}
