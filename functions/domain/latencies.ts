import type { Totals } from './totals.ts';

/** How many photos had their labels after so long: a count a bucket, missing ones are 0. */
export type Latencies = readonly number[];

const latencyCount = 'ms:';
/** Buckets double every eight, from 100 ms: what is read from one is within 4.5 % of what was put in. */
const bucketsPerOctave = 8;
const leastMs = 100;
/** About two days. */
const lastBucket = 168;

/** The name in totals of a latency. */
export function latencyKey(ms: number): string {
  const bucket = Math.round(bucketsPerOctave * Math.log2(Math.max(ms, leastMs) / leastMs));
  return `${latencyCount}${Math.min(bucket, lastBucket)}`;
}

/** The bucket that a name in totals counts; undefined when it counts something else. */
export function bucketOf(key: string): number | undefined {
  return key.startsWith(latencyCount) ? Number(key.slice(latencyCount.length)) : undefined;
}

/** Totals of nothing but latencies. */
export function latencyTotals(latencies: Latencies): Totals {
  return Object.fromEntries(latencies.map((count, bucket) => [`${latencyCount}${bucket}`, count] as const));
}

export function noLatencies(): number[] {
  return new Array<number>(lastBucket + 1).fill(0);
}

export function sumOfLatencies(all: Iterable<Latencies>): Latencies {
  const sums = noLatencies();
  for (const latencies of all)
    for (const [bucket, sum] of sums.entries()) sums[bucket] = sum + (latencies[bucket] ?? 0);
  return sums;
}

/**
 * The latency in ms that a share (0.5 is the median) of the photos stayed within, by nearest rank and within 4.5 %
 * (below 100 ms: 100 ms); undefined when there are none.
 */
export function latencyQuantile(latencies: Latencies, share: number): number | undefined {
  const rank = Math.ceil(share * latencies.reduce((one, other) => one + other, 0));
  let below = 0;
  const bucket = latencies.findIndex((count) => (below += count) >= rank && count > 0);
  return bucket === -1 ? undefined : Math.round(leastMs * 2 ** (bucket / bucketsPerOctave));
}
