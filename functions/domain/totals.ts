import { labelIndexFloor } from '../../schema/limits.ts';
import type { StoredAnalysis } from './analysis.ts';
import { indexedNames, labelKey } from './labels.ts';
import { latencyKey } from './latencies.ts';

/**
 * Counts of one analysis or of many, whole numbers all: `photos`, `bytes`, how many ended in each state (`COMPLETED`, …),
 * how many had their labels after so long (`ms:{bucket}`), in how many a label was seen (`n:{label}`) and the sum of its
 * confidences in hundredths of a percent (`c:{label}`), and how many labels were seen with a confidence from so many
 * percent on (`at:{percent}`, in steps of 5). What is absent is 0.
 */
export type Totals = Readonly<Record<string, number>>;

export const noTotals: Totals = {};

export const labelCount = 'n:';
export const labelConfidence = 'c:';
const bandCount = 'at:';

/** What an ended analysis adds to its day. */
export function totalsOf({ status, size, labels = [], labelsAfterMs }: StoredAnalysis): Totals {
  const indexed = indexedNames(labels);
  const seen = labels.filter(({ name }) => Object.hasOwn(indexed, labelKey(name)));
  const entries: [string, number][] = [
    ['photos', 1],
    ['bytes', size],
    [status, 1],
  ];
  if (labelsAfterMs !== undefined) entries.push([latencyKey(labelsAfterMs), 1]);
  for (const { name, confidence } of seen) {
    entries.push([labelCount + name, 1], [labelConfidence + name, Math.round(confidence * 100)]);
  }
  return sumOf([
    Object.fromEntries(entries),
    ...seen.map((label): Totals => ({ [`${bandCount}${bandOf(label)}`]: 1 })),
  ]);
}

/** Percent. What is surest of all is in the last band. */
const bandWidth = 5;
const lastBand = 95;

function bandOf({ confidence }: { confidence: number }): number {
  return Math.min(lastBand, Math.floor(confidence / bandWidth) * bandWidth);
}

/** How many labels were seen with which confidence, from the least that counts to 100 %. */
export function confidenceBands(totals: Totals): { from: number; to: number; count: number }[] {
  return Array.from({ length: (lastBand - labelIndexFloor) / bandWidth + 1 }, (_, band) => {
    const from = labelIndexFloor + band * bandWidth;
    return { from, to: from + bandWidth, count: totals[`${bandCount}${from}`] ?? 0 };
  });
}

/** What has to be added to `before` to get `after`. */
export function difference(before: Totals, after: Totals): Totals {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return nonZero([...keys].map((key) => [key, (after[key] ?? 0) - (before[key] ?? 0)]));
}

export function sum(one: Totals, other: Totals): Totals {
  return sumOf([one, other]);
}

export function sumOf(all: Iterable<Totals>): Totals {
  const sums = new Map<string, number>();
  for (const totals of all) {
    for (const [key, count] of Object.entries(totals)) sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return nonZero([...sums]);
}

function nonZero(entries: [string, number][]): Totals {
  return Object.fromEntries(entries.filter(([, count]) => count !== 0));
}
