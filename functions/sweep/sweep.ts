import { isFinal, type Place } from '../domain/analysis.ts';
import { dueAt } from '../domain/due.ts';
import { finishErasing, type ErasePorts } from '../domain/erase.ts';
import { monthOf, type DueKey } from '../../schema/table.ts';
import type { Analyses, DueList, Erasures, PhotoQueue, Photos, Tallies, Tombstones } from '../domain/ports.ts';
import { rollUp, type RollUpPorts } from '../domain/roll-up.ts';
import { placeOf, settle, type SettlePorts } from '../domain/settle.ts';
import { resumeExport, type ResumeExportPorts } from '../domain/resume-export.ts';
import { deleteMyData } from '../domain/delete-my-data.ts';

export interface SweepPorts extends ErasePorts, SettlePorts, RollUpPorts, ResumeExportPorts {
  analyses: Analyses;
  tombstones: Tombstones;
  tallies: Tallies;
  due: DueList;
  photos: Pick<Photos, 'exists' | 'remove'>;
  queue: PhotoQueue;
  erasures: Erasures;
}

/** Months that are rolled up at the same time. */
const monthsAtOnce = 8;

/** What a sweep did, by kind. */
export type Swept = Record<
  'expired' | 'queuedAgain' | 'settled' | 'stillWaiting' | 'erased' | 'reconciled' | 'rolledUp' | 'exported' | 'failed',
  number
>;

/**
 * Finishes what is later than it should be: a photo that never came expires, one whose message was lost is queued
 * again, a result whose consequences were cut short gets them, a deletion goes on, a reserved place that no analysis was
 * stored for is given back, totals go to where they are read, and exports are written or deleted. Each step is
 * conditional, so it races with nobody; what cannot be finished now is met again next time.
 */
export async function sweep(ports: SweepPorts): Promise<Swept> {
  const swept: Swept = {
    ...{ expired: 0, queuedAgain: 0, settled: 0, stillWaiting: 0, erased: 0, reconciled: 0, rolledUp: 0 },
    ...{ exported: 0, failed: 0 },
  };
  const attempt = async (kind: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      swept.failed += 1;
      ports.log.error('An overdue item could not be finished', { kind, error });
    }
  };
  const months = new Map<string, { owner: string; month: string; days: string[] }>();
  for await (const item of ports.due.dueAt(ports.now().toISOString())) {
    if ('tally' in item) addDay(months, item.owner, item.tally);
    else await attempt(kindOf(item), async () => void (swept[await sweepOne(item, ports)] += 1));
  }
  // A month is made anew once for all its days, whoever's it is.
  for (const batch of batches([...months.values()], monthsAtOnce)) {
    const rolling = batch.map(({ owner, month, days }) =>
      attempt('month', async () => {
        const done = await rollUp(owner, month, days, ports);
        swept.rolledUp += done;
        swept.stillWaiting += days.length - done;
      }),
    );
    await Promise.all(rolling);
  }
  return swept;
}

/** What is due, without saying whose. */
function kindOf(item: DueKey): string {
  if ('id' in item) return `analysis ${item.id}`;
  if ('deleted' in item) return `deletion of ${item.deleted}`;
  if ('day' in item) return `places of ${item.day}`;
  return 'export' in item ? 'export' : 'erasure';
}

function addDay(
  months: Map<string, { owner: string; month: string; days: string[] }>,
  owner: string,
  day: string,
): void {
  const month = monthOf(day);
  const { days } = months.get(`${owner}#${month}`) ?? { days: [] };
  months.set(`${owner}#${month}`, { owner, month, days: [...days, day] });
}

function batches<Item>(list: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

async function sweepOne(item: Exclude<DueKey, { tally: string }>, ports: SweepPorts): Promise<keyof Swept> {
  if ('day' in item) return reconcile(item.owner, item.day, ports);
  if ('id' in item) return finish(item.owner, item.id, ports);
  if ('export' in item) {
    await resumeExport(item.owner, ports);
    return 'exported';
  }
  if ('deleted' in item) await finishErasing(item.owner, item.deleted, ports);
  else await deleteMyData(item.owner, ports);
  return 'erased';
}

async function finish(owner: string, id: string, ports: SweepPorts): Promise<keyof Swept> {
  const { analyses, photos, queue } = ports;
  const record = await analyses.find(owner, id);
  if (record?.dueAt === undefined) return 'settled';
  if (isFinal(record.status)) {
    await settle(record, ports);
    return 'settled';
  }
  const now = ports.now().toISOString();
  if (record.status === 'AWAITING_UPLOAD' && !(await photos.exists(owner, id))) {
    const expired = await analyses.transition(owner, id, 'EXPIRED', now, { wasted: true });
    if (expired) await settle(expired, ports);
    return 'expired';
  }
  // While others wait, it most likely waits among them.
  const waits = (await queue.length()) > 0;
  if (!waits) await queue.send({ owner, id, run: placeOf(record).token });
  await analyses.postpone(owner, id, dueAt(now, 'ANALYZING'));
  return waits ? 'stillWaiting' : 'queuedAgain';
}

/** Tidies a day once nobody can be at work on it any more: lost places come back. */
async function reconcile(owner: string, day: string, ports: SweepPorts): Promise<keyof Swept> {
  const { quota, now } = ports;
  const found = await quota.find(owner, day);
  if (!found || dueAt(found.since, 'day') > now().toISOString()) return 'stillWaiting';
  for (const token of found.reserved) {
    const place = { day, token };
    if (await placeIsLost(owner, place, ports)) await quota.giveBack(owner, place);
  }
  await quota.close(owner, day, found.since);
  return 'reconciled';
}

/** A reserved place that nobody knows of who would settle it: the call that took it ended half-way. */
async function placeIsLost(owner: string, { day, token }: Place, { analyses, tombstones }: SweepPorts) {
  const [id = ''] = token.split('#');
  const record = await analyses.find(owner, id);
  if (record && record.dueAt === undefined) return true;
  const holder = record ?? (await tombstones.find(owner, id));
  if (!holder) return true;
  const place = placeOf(holder);
  return place.token !== token || place.day !== day;
}
