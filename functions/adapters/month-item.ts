import * as z from 'zod';
import { bucketOf, latencyTotals, noLatencies } from '../domain/latencies.ts';
import type { LabelSum, Month, MonthDays } from '../domain/month.ts';
import { pack, packed } from './totals-item.ts';

/**
 * What a month and its days hold at most, in packed bytes: 13 months and the days of two stay below 30 read units
 * whatever is stored. A month has room for some 450 labels or more, its days for some 5,000 counts of a label on a day;
 * beyond, the least counted labels are left out.
 */
const mostMonthBytes = 9500;
const mostDaysBytes = 28_000;

// Columns take less room than rows, and a fraction of the time to read: a report reads a year of them.
const words = columnOf((value): value is string => typeof value === 'string');
const counts = columnOf((value): value is number => Number.isSafeInteger(value));
const sums = z.object({ counts, confidences: counts });
const labelSums = sums.extend({ names: words });

const storedMonth = z
  .object({
    days: words,
    /** Of `totals`, whose rows are the days. */
    keys: words,
    totals: z.array(counts),
    top: z.array(labelSums),
    labels: labelSums.extend({ lastDays: words }),
  })
  .transform(({ days, keys, totals, top, labels }): Month => ({
    days: Object.fromEntries(
      days.map((day, row) => [
        day,
        {
          ...totalsIn(keys, totals[row] ?? []),
          top: sumsIn(top[row]),
        },
      ]),
    ),
    labels: sumsIn(labels).map((label, row) => ({ ...label, lastDay: labels.lastDays[row] ?? '' })),
  }));

const storedDays = z
  .object({ names: words, sums: z.array(sums.extend({ days: words })) })
  .transform(({ names, sums: ofLabels }): MonthDays =>
    Object.fromEntries(
      names.map((name, row) => {
        const { days = [], counts: count, confidences } = ofLabels[row] ?? {};
        return [
          name,
          Object.fromEntries(
            days.map((day, column) => [day, { count: at(count, column), confidence: at(confidences, column) }]),
          ),
        ];
      }),
    ),
  );

/** A packed month, parsed. */
export const monthItem = packed(storedMonth);
/** The packed labels of a month's days, parsed. */
export const monthDaysItem = packed(storedDays);

function at(column: readonly number[] | undefined, row: number): number {
  return column?.[row] ?? 0;
}

/** A row of totals without what is not counted. By a loop: a report reads some 20,000 counts. */
function totalsIn(keys: readonly string[], row: readonly number[]) {
  const totals: Record<string, number> = {};
  const latencies = noLatencies();
  for (const [column, key] of keys.entries()) {
    const count = at(row, column);
    const bucket = bucketOf(key);
    if (bucket !== undefined) latencies[bucket] = count;
    else if (count !== 0) totals[key] = count;
  }
  return { totals, latencies };
}

/** A column is checked at once: a schema for each of its entries takes ten times as long. */
function columnOf<Entry>(isEntry: (value: unknown) => value is Entry) {
  return z.custom<Entry[]>((value) => Array.isArray(value) && value.every(isEntry));
}

function sumsIn(columns: z.infer<typeof labelSums> | undefined): LabelSum[] {
  return (columns?.names ?? []).map((name, row) => ({
    name,
    count: at(columns?.counts, row),
    confidence: at(columns?.confidences, row),
  }));
}

/** A month and its days as they are stored: packed, with as many labels as there is room for. */
export function fitting({ days, labels }: Month, labelDays: MonthDays) {
  const byDay = Object.entries(days).map(([day, { totals, latencies, top }]) => {
    const counted = Object.entries({ ...totals, ...latencyTotals(latencies) }).filter(([, count]) => count !== 0);
    return { day, totals: new Map(counted), top };
  });
  const keys = [...new Set(byDay.flatMap(({ totals }) => [...totals.keys()]))];
  const ofDays = {
    days: byDay.map(({ day }) => day),
    keys,
    totals: byDay.map(({ totals }) => keys.map((key) => totals.get(key) ?? 0)),
    top: byDay.map(({ top }) => columnsOf(top)),
  };
  return {
    month: packedWithin(mostMonthBytes, labels, (some) => ({
      ...ofDays,
      labels: { ...columnsOf(some), lastDays: some.map(({ lastDay }) => lastDay) },
    })),
    days: packedWithin(mostDaysBytes, labels, (some) => ({
      names: some.map(({ name }) => name),
      sums: some.map(({ name }) => {
        const ofLabel = Object.entries(labelDays[name] ?? {});
        return { days: ofLabel.map(([day]) => day), ...sumColumns(ofLabel.map(([, each]) => each)) };
      }),
    })),
  };
}

function columnsOf(list: readonly LabelSum[]) {
  return { names: list.map(({ name }) => name), ...sumColumns(list) };
}

function sumColumns(list: readonly Omit<LabelSum, 'name'>[]) {
  return { counts: list.map(({ count }) => count), confidences: list.map(({ confidence }) => confidence) };
}

/** Packs what is made of a list, of as much of it from the start on as fits. */
function packedWithin<Item>(bytes: number, list: readonly Item[], of: (some: readonly Item[]) => unknown): Uint8Array {
  for (let left = list.length; ;) {
    const value = pack(of(list.slice(0, left)));
    if (value.length <= bytes || left === 0) return value;
    left = Math.floor(left * Math.max(0.1, Math.min(0.9, bytes / value.length)));
  }
}
