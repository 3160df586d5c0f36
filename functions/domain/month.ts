import { bucketOf, noLatencies, type Latencies } from './latencies.ts';
import { labelConfidence, labelCount, type Totals } from './totals.ts';

/** How often a label was seen, and the sum of its confidences in hundredths of a percent. */
export interface LabelSum {
  name: string;
  count: number;
  confidence: number;
}

export interface LabelTotal extends LabelSum {
  /** The last day (UTC) of a photo that it was seen in, `YYYY-MM-DD`. */
  lastDay: string;
}

export interface DaySummary {
  /** All but the latencies and the labels. */
  totals: Totals;
  latencies: Latencies;
  /** The day's most counted labels. */
  top: LabelSum[];
}

/** A month as reports read it. */
export interface Month {
  /** By day; days without photos are left out. */
  days: Record<string, DaySummary>;
  /** Of the whole month, most counted first. */
  labels: LabelTotal[];
}

/** By name and by day: what the days of a month add to its labels. */
export type MonthDays = Record<string, Record<string, Omit<LabelSum, 'name'>>>;

/** How many labels a day shows. */
export const topOfDay = 10;

/** Makes a month from the totals of its days. */
export function summarize(tallies: ReadonlyMap<string, Totals>): { month: Month; days: MonthDays } {
  const month: Month = { days: {}, labels: [] };
  const days = new Map<string, Record<string, Omit<LabelSum, 'name'>>>();
  const labels = labelTotals();
  for (const [day, totals] of tallies) {
    const summary = summaryOf(totals);
    if (Object.keys(summary.totals).length > 0) month.days[day] = summary;
    for (const { name, ...sum } of labelSums(totals)) {
      days.set(name, { ...days.get(name), [day]: sum });
      labels.add({ name, ...sum, lastDay: day });
    }
  }
  month.labels = labels.sorted();
  return { month, days: Object.fromEntries(days) };
}

/** A day's totals as reports show them. */
export function summaryOf(totals: Totals): DaySummary {
  const latencies = noLatencies();
  const others: Record<string, number> = {};
  for (const [key, count] of Object.entries(totals)) {
    const bucket = bucketOf(key);
    if (bucket !== undefined) latencies[bucket] = count;
    else if (count !== 0 && !isLabel(key)) others[key] = count;
  }
  return { totals: others, latencies, top: labelSums(totals).sort(mostCounted).slice(0, topOfDay) };
}

/** The labels in totals. */
export function labelSums(totals: Totals): LabelSum[] {
  return Object.entries(totals)
    .filter(([key, count]) => key.startsWith(labelCount) && count > 0)
    .map(([key, count]) => {
      const name = key.slice(labelCount.length);
      return { name, count, confidence: totals[labelConfidence + name] ?? 0 };
    });
}

/** Adds labels up, of several days or months. */
export function labelTotals() {
  const sums = new Map<string, LabelTotal>();
  return {
    add({ name, count, confidence, lastDay }: LabelTotal): void {
      const sum = sums.get(name);
      sums.set(name, {
        name,
        count: count + (sum?.count ?? 0),
        confidence: confidence + (sum?.confidence ?? 0),
        lastDay: sum && sum.lastDay > lastDay ? sum.lastDay : lastDay,
      });
    },
    sorted: (): LabelTotal[] => [...sums.values()].sort(mostCounted),
  };
}

/** Most counted first; of the same count by name. */
function mostCounted(one: LabelSum, other: LabelSum): number {
  return other.count - one.count || (one.name < other.name ? -1 : 1);
}

function isLabel(key: string): boolean {
  return key.startsWith(labelCount) || key.startsWith(labelConfidence);
}
