import { allEnded } from './all-ended.ts';
import { uploadUrlSeconds } from '../../schema/limits.ts';
import { dayOf } from '../../schema/table.ts';
import { isFinal, type StoredAnalysis } from './analysis.ts';
import { dueAt } from './due.ts';
import { labelPlaces } from './labels.ts';
import type { Analyses, KnownPhotos, LabelIndex, Photos, Quota, Tallies, Tombstone, Tombstones } from './ports.ts';
import { placeOf } from './settle.ts';
import { difference, noTotals, totalsOf } from './totals.ts';

export interface ErasePorts {
  analyses: Analyses;
  tombstones: Tombstones;
  quota: Quota;
  tallies: Pick<Tallies, 'add'>;
  labels: LabelIndex;
  known: KnownPhotos;
  photos: Pick<Photos, 'remove'>;
  now: () => Date;
}

/**
 * Deletes an analysis with everything that follows from it. First a tombstone says so; whatever stops the work after
 * that, the sweeper goes on with it. The tombstone stays until no upload link is good any more and nobody can still be
 * at work on the photo, and then clears away once more.
 * @returns false when there is no such analysis
 */
export async function erase(owner: string, id: string, ports: ErasePorts): Promise<boolean> {
  const tombstone = await bury(owner, id, ports);
  if (!tombstone) return false;
  await clear(tombstone, ports);
  await ports.tombstones.put(tombstone, clearedAt(tombstone));
  return true;
}

/** Goes on with an erasure that is due. */
export async function finishErasing(owner: string, id: string, ports: ErasePorts): Promise<void> {
  const tombstone = (await bury(owner, id, ports)) ?? (await ports.tombstones.find(owner, id));
  if (!tombstone) return;
  await clear(tombstone, ports);
  const done = clearedAt(tombstone) <= ports.now().toISOString();
  await (done ? ports.tombstones.remove(owner, id) : ports.tombstones.put(tombstone, clearedAt(tombstone)));
}

/** Puts a tombstone in an analysis's place, made from the very version that was removed. */
async function bury(
  owner: string,
  id: string,
  { analyses, tombstones, now }: ErasePorts,
): Promise<Tombstone | undefined> {
  let tombstone: Tombstone | undefined;
  for (;;) {
    const record = await analyses.find(owner, id);
    // If it was this very call that removed it, the answer was lost.
    if (!record) return tombstone;
    tombstone = tombstoneOf(record, now().toISOString());
    await tombstones.put(tombstone, dueAt(tombstone.deletedAt, 'tombstone'));
    if (await analyses.remove(record)) return tombstone;
  }
}

function tombstoneOf(record: StoredAnalysis, deletedAt: string): Tombstone {
  const { id, owner, version, createdAt, sha256, place, wasted, counted = noTotals, indexed = [] } = record;
  const common = { id, owner, createdAt, sha256, place, deletedAt };
  if (!isFinal(record.status)) return { ...common, counted, indexed };
  const places = [...labelPlaces(record.labels).keys()];
  const added = totalsOf(record);
  if (record.dueAt === undefined) return { ...common, counted: added, indexed: places };
  // Whoever settles an end that is not closed yet may be at any point of it.
  return {
    ...common,
    wasted,
    counted: added,
    adding: { token: `${id}#${version}`, totals: difference(counted, added) },
    indexed: [...new Set([...indexed, ...places])],
  };
}

/** When the last upload link has expired and whoever was at work has ended. */
function clearedAt({ deletedAt }: Tombstone): string {
  return new Date(Date.parse(deletedAt) + (uploadUrlSeconds + 5 * 60) * 1000).toISOString();
}

async function clear(tombstone: Tombstone, ports: ErasePorts): Promise<void> {
  const { owner, id, sha256, indexed, wasted } = tombstone;
  const place = placeOf(tombstone);
  await allEnded([
    ports.photos.remove(owner, id),
    ports.labels.remove(owner, id, indexed),
    ports.known.forget(owner, sha256, id),
    wasted ? ports.quota.giveBack(owner, place) : ports.quota.spend(owner, place),
    subtract(tombstone, ports),
  ]);
}

/** Takes an analysis out of its day's totals: what is being added is added first, so that each happens once. */
async function subtract({ owner, id, createdAt, counted, adding }: Tombstone, ports: ErasePorts): Promise<void> {
  const { tallies } = ports;
  const day = dayOf(createdAt);
  const now = ports.now().toISOString();
  if (adding) await tallies.add(owner, day, adding.token, adding.totals, now);
  await tallies.add(owner, day, `${id}#deleted`, difference(counted, noTotals), now);
}
