import { isFinal, type Place } from '../domain/analysis.ts';
import { dueAt } from '../domain/due.ts';
import { finishErasing, type ErasePorts } from '../domain/erase.ts';
import type { DueKey } from '../../schema/table.ts';
import type { Analyses, DueList, Erasures, PhotoQueue, Photos, Tallies, Tombstones } from '../domain/ports.ts';
import { rollUp, type RollUpPorts } from '../domain/roll-up.ts';
import { placeOf, settle, type SettlePorts } from '../domain/settle.ts';
import { deleteMyData } from '../domain/delete-my-data.ts';

export interface SweepPorts extends ErasePorts, SettlePorts, RollUpPorts {
  analyses: Analyses;
  tombstones: Tombstones;
  tallies: Tallies;
  due: DueList;
  photos: Pick<Photos, 'exists' | 'remove'>;
  queue: PhotoQueue;
  erasures: Erasures;
}

/** What a sweep did, by kind. */
export type Swept = Record<
  'expired' | 'queuedAgain' | 'settled' | 'stillWaiting' | 'erased' | 'reconciled' | 'rolledUp' | 'failed',
  number
>;

/**
 * Finishes what is later than it should be: a photo that never came expires, one whose message was lost is queued
 * again, a result whose consequences were cut short gets them, a deletion goes on, a reserved place that no analysis was
 * stored for is given back, and totals go to where they are read. Each step is conditional, so it races with nobody; what cannot be finished now is met
 * again next time.
 */
export async function sweep(ports: SweepPorts): Promise<Swept> {
  const swept: Swept = {
    ...{ expired: 0, queuedAgain: 0, settled: 0, stillWaiting: 0, erased: 0, reconciled: 0, rolledUp: 0 },
    failed: 0,
  };
  for await (const item of ports.due.dueAt(ports.now().toISOString())) {
    try {
      swept[await sweepOne(item, ports)] += 1;
    } catch (error) {
      swept.failed += 1;
      console.error(JSON.stringify({ message: 'An overdue item could not be finished', item, error: String(error) }));
    }
  }
  return swept;
}

async function sweepOne(item: DueKey, ports: SweepPorts): Promise<keyof Swept> {
  if ('tally' in item) return (await rollUp(item.owner, item.tally, ports)) ? 'rolledUp' : 'stillWaiting';
  if ('day' in item) return reconcile(item.owner, item.day, ports);
  if ('id' in item) return finish(item.owner, item.id, ports);
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
  if (!waits) await queue.send(owner, id);
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

/** A reserved place that no open analysis knows of: the call that took it ended half-way. */
async function placeIsLost(owner: string, { day, token }: Place, { analyses, tombstones }: SweepPorts) {
  const [id = ''] = token.split('#');
  const record = await analyses.find(owner, id);
  if (!record) return (await tombstones.find(owner, id)) === undefined;
  const place = placeOf(record);
  return record.dueAt === undefined || place.token !== token || place.day !== day;
}
