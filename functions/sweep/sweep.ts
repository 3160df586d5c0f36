import { isFinal } from '../domain/analysis.ts';
import { dueAt } from '../domain/due.ts';
import type { Analyses, Changes, DueList, PhotoQueue, Photos, Quota } from '../domain/ports.ts';
import { settle } from '../domain/settle.ts';

export interface SweepPorts {
  due: DueList;
  analyses: Analyses;
  quota: Quota;
  photos: Pick<Photos, 'exists'>;
  queue: PhotoQueue;
  changes: Changes;
  now: () => Date;
}

/** What a sweep did, by kind. */
export type Swept = Record<'expired' | 'queuedAgain' | 'settled' | 'stillWaiting' | 'reconciled' | 'failed', number>;

/**
 * Finishes what is later than it should be: a photo that never came expires, one whose message was lost is queued
 * again, a result whose consequences were cut short gets them, and a reserved place that no analysis was stored for is
 * given back. Each step is conditional, so it races with nobody; what cannot be finished now is met again next time.
 */
export async function sweep(ports: SweepPorts): Promise<Swept> {
  const swept: Swept = { expired: 0, queuedAgain: 0, settled: 0, stillWaiting: 0, reconciled: 0, failed: 0 };
  for await (const item of ports.due.dueAt(ports.now().toISOString())) {
    try {
      if ('day' in item) swept[await reconcile(item.owner, item.day, ports)] += 1;
      else swept[await finish(item.owner, item.id, ports)] += 1;
    } catch (error) {
      swept.failed += 1;
      console.error(JSON.stringify({ message: 'An overdue item could not be finished', item, error: String(error) }));
    }
  }
  return swept;
}

async function finish(owner: string, id: string, ports: SweepPorts): Promise<keyof Swept> {
  const { analyses, photos, queue } = ports;
  const record = await analyses.find(owner, id);
  if (!record) return 'settled';
  if (isFinal(record.status)) {
    await settle(record, ports);
    return 'settled';
  }
  const now = ports.now().toISOString();
  if (record.status === 'AWAITING_UPLOAD' && !(await photos.exists(owner, id))) {
    const expired = await analyses.transition(owner, id, 'EXPIRED', now);
    if (expired) await settle(expired, ports);
    return 'expired';
  }
  // While others wait, it most likely waits among them.
  const waits = (await queue.length()) > 0;
  if (!waits) await queue.send(owner, id);
  await analyses.postpone(owner, id, dueAt(now, 'ANALYZING'));
  return waits ? 'stillWaiting' : 'queuedAgain';
}

/** Gives back the places of a day whose analyses were never stored, once nobody can be about to store them. */
async function reconcile(owner: string, day: string, { analyses, quota, now }: SweepPorts): Promise<keyof Swept> {
  const places = await quota.reserved(owner, day);
  if (!places || dueAt(places.since, 'reservation') > now().toISOString()) return 'stillWaiting';
  for (const id of places.ids) {
    if (!(await analyses.find(owner, id))) await quota.giveBack(owner, day, id);
  }
  await quota.close(owner, day, places.since);
  return 'reconciled';
}
