import { createHash } from 'node:crypto';
import { seededChance } from '../../../infra/local/chance.ts';
import type { AnalysisStatus } from '../../../schema/generated/schema.ts';
import { ulidTime } from '../../../schema/ulid.ts';
import type { StoredAnalysis } from '../../../functions/domain/analysis.ts';

type Label = NonNullable<StoredAnalysis['labels']>[number];

/** Somebody's photos: who has them, how many, and what makes them another's. */
export interface Collection {
  owner: string;
  count: number;
  seed: number;
}

const dayMs = 86_400_000;
/** The first moment after all photos, and over how many days they are spread. */
export const end = Date.parse('2026-03-16T00:00:00.000Z');
export const spreadDays = 400;

/** Most seen first: the n-th is in 1.75 / (n + 3) of the photos, the first in 58 %, the last in 4 %; five in one on average. */
export const labelNames = [
  ...['Person', 'Nature', 'Outdoors', 'Vehicle', 'Plant', 'Car', 'Animal', 'Tree', 'Furniture', 'Building'],
  ...['Clothing', 'Sky', 'Water', 'Dog', 'Chair', 'Food', 'Road', 'City', 'Flower', 'Bicycle', 'Table', 'Grass'],
  ...['Boat', 'Cat', 'Bird', 'Bus', 'Train', 'Bottle', 'Phone', 'Book', 'Horse', 'Sheep', 'Truck', 'Sofa', 'Cup'],
  ...['Laptop', 'Airplane', 'Clock', 'Umbrella', 'Kite'],
] as const;
const shareOf = (place: number) => 1.75 / (place + 3);

/** How a photo ends, and the share of those that end so or as one before. */
const ends: readonly (readonly [AnalysisStatus, number])[] = [
  ['COMPLETED', 0.9],
  ['REJECTED', 0.94],
  ['FAILED', 0.97],
  ['EXPIRED', 1],
];

/**
 * An ended analysis, by its place in a collection counted from the newest on. What is in a photo depends on its place
 * alone, and the second half of a collection holds what the first half does: a page from the start or from the middle
 * holds the same in collections of any size, and only what lies around it differs.
 */
export function photoAt({ owner, count, seed }: Collection, place: number): StoredAnalysis {
  const inHalf = place % Math.ceil(count / 2);
  const chance = seededChance(seed * 1_000_003 + inHalf);
  const at = Math.floor(end - ((place + 0.5) * spreadDays * dayMs) / count);
  const draw = chance();
  const [status] = ends.find(([, upTo]) => draw < upTo) ?? ['COMPLETED'];
  const createdAt = new Date(at).toISOString();
  const size = 200_000 + Math.floor(chance() * 4_000_000);
  const labelsAfterMs = 800 + Math.floor(chance() ** 4 * 20_000);
  return {
    id: idOf({ owner, seed }, at, place),
    owner,
    fileName: `IMG_${String(inHalf).padStart(6, '0')}.jpg`,
    contentType: 'image/jpeg',
    size,
    sha256: createHash('sha256').update(`${owner} ${place}`).digest('base64'),
    status,
    createdAt,
    updatedAt: new Date(at + labelsAfterMs).toISOString(),
    version: 3,
    ...(status === 'COMPLETED' && {
      width: 4032,
      height: 3024,
      thumbnail: true,
      labels: labelsBy(chance),
      labelModelVersion: '3.0',
      labelsAfterMs,
    }),
  };
}

/** A ULID of that millisecond, with the place as what is otherwise by chance: newer sorts after older within it, too. */
function idOf({ seed }: Pick<Collection, 'owner' | 'seed'>, at: number, place: number): string {
  const rest = (0xffffffff - place).toString(16).toUpperCase().padStart(8, '0');
  return `${ulidTime(at)}${rest}${String(seed).padStart(8, '0')}`;
}

function labelsBy(chance: () => number): Label[] {
  const seen = labelNames.filter((_, place) => chance() < shareOf(place));
  const labels = seen.map((name): Label => {
    const confidence = Math.round((55 + 45 * chance()) * 100) / 100;
    const box = { left: 0.2171, top: 0.3052, width: 0.1894, height: 0.4417 };
    return {
      name,
      confidence,
      instances: chance() < 0.3 ? [{ confidence, box }] : [],
      parents: name === 'Car' || name === 'Bus' || name === 'Truck' ? ['Vehicle'] : [],
      aliases: [],
      categories: ['Everything'],
    };
  });
  return labels.sort((a, b) => b.confidence - a.confidence);
}
