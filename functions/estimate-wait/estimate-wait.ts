import type { Waiting } from '../../schema/generated/schema.ts';
import { monthOf } from '../../schema/table.ts';
import type { PhotoQueue, Spending } from '../domain/ports.ts';

export interface EstimateWaitPorts {
  queue: Pick<PhotoQueue, 'length'>;
  spending: Pick<Spending, 'averageMs'>;
  now: () => Date;
  /** How many photos are looked at at the same time. */
  concurrency: number;
}

/** Until the month has its first photo: Rekognition takes about a second. */
const usualMs = 1000;

/** How many photos wait, and how long the last of them will at the pace of this month. */
export async function estimateWait({ queue, spending, now, concurrency }: EstimateWaitPorts): Promise<Waiting> {
  const [photos, averageMs = usualMs] = await Promise.all([queue.length(), spending.averageMs(monthOf(now()))]);
  return { photos, seconds: Math.ceil((photos * averageMs) / concurrency / 1000) };
}
