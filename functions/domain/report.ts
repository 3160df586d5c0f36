import { dayOf, monthOf } from '../../schema/table.ts';
import { CallerError } from './errors.ts';
import { labelKey } from './labels.ts';
import { latencyQuantile, sumOfLatencies } from './latencies.ts';
import { labelSums, labelTotals, summaryOf, type DaySummary, type LabelSum, type LabelTotal } from './month.ts';
import type { Months, Tallies } from './ports.ts';
import { confidenceBands, sumOf } from './totals.ts';

export interface ReportPorts {
  tallies: Pick<Tallies, 'changed'>;
  months: Pick<Months, 'between' | 'days'>;
  now: () => Date;
}

const mostDays = 366;
/** How many labels a whole report shows. */
const topOfAll = 20;
const mostLabels = 100;
/** Days that are read from their own totals when a month may not know of them yet; more have to wait for the sweeper. */
const freshDays = 3;

/** What a day or a whole report holds, as GraphQL's `ReportTotals`. */
function totalsShown({ totals, latencies, top }: DaySummary) {
  return {
    photos: totals['photos'] ?? 0,
    completed: totals['COMPLETED'] ?? 0,
    rejected: totals['REJECTED'] ?? 0,
    failed: totals['FAILED'] ?? 0,
    expired: totals['EXPIRED'] ?? 0,
    bytes: totals['bytes'] ?? 0,
    medianMs: latencyQuantile(latencies, 0.5) ?? null,
    p95Ms: latencyQuantile(latencies, 0.95) ?? null,
    labels: top.map(labelShown),
  };
}

function labelShown({ name, count, confidence }: LabelSum) {
  return { name, count, meanConfidence: Math.round(confidence / count) / 100 };
}

/** The totals of each day and of all, from a day to another. @throws CallerError InvalidInput */
export async function report(owner: string, range: { from: string; to: string }, ports: ReportPorts) {
  const { from, to } = checkRange(range.from, range.to);
  const { days, labels } = await read(owner, from, to, ports);
  const inOrder = [...days].sort(([one], [other]) => (one < other ? -1 : 1));
  const all: DaySummary = {
    totals: sumOf(inOrder.map(([, { totals }]) => totals)),
    latencies: sumOfLatencies(inOrder.map(([, { latencies }]) => latencies)),
    top: labels.slice(0, topOfAll),
  };
  return {
    from,
    to,
    total: totalsShown(all),
    confidences: confidenceBands(all.totals),
    days: inOrder.map(([day, summary]) => ({ day, totals: totalsShown(summary) })),
  };
}

export interface LabelQuery {
  prefix?: string | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
  limit?: number | null | undefined;
}

/** The labels of the photos from a day to another, most counted first. @throws CallerError InvalidInput */
export async function listLabels(owner: string, { prefix, from, to, limit }: LabelQuery, ports: ReportPorts) {
  const size = limit ?? 25;
  if (size < 1 || size > mostLabels) throw invalid(`limit has to be 1 to ${mostLabels}.`);
  const until = to ?? dayOf(ports.now());
  const range = checkRange(from ?? yearBefore(until), until);
  const { labels } = await read(owner, range.from, range.to, ports);
  const start = labelKey(prefix ?? '');
  return labels
    .filter(({ name }) => labelKey(name).startsWith(start))
    .slice(0, size)
    .map((label) => ({ ...labelShown(label), lastSeen: label.lastDay }));
}

/**
 * What is stored of a range of days. A month all of whose photos are in the range gives its labels as a whole; of others,
 * the days are read.
 */
async function read(owner: string, from: string, to: string, { tallies, months }: ReportPorts) {
  const [byMonth, changed] = await Promise.all([
    months.between(owner, monthOf(from), monthOf(to)),
    tallies.changed(owner, from, to, freshDays),
  ]);
  const wanted = (day: string) => day >= from && day <= to && !changed.has(day);
  const known = [...byMonth].flatMap(([, month]) => Object.entries(month.days));
  const days = new Map<string, DaySummary>(known.filter(([day]) => wanted(day)));
  const labels = labelTotals();
  const inParts: string[] = [];
  for (const [name, month] of byMonth) {
    if (Object.keys(month.days).every(wanted)) month.labels.forEach((label) => labels.add(label));
    else if (Object.keys(month.days).some(wanted)) inParts.push(name);
  }
  for (const [, ofMonth] of await months.days(owner, inParts)) {
    for (const [name, ofLabel] of Object.entries(ofMonth)) {
      for (const [day, each] of Object.entries(ofLabel)) if (wanted(day)) labels.add({ name, ...each, lastDay: day });
    }
  }
  for (const [day, totals] of changed) {
    const summary = summaryOf(totals);
    if (Object.keys(summary.totals).length > 0) days.set(day, summary);
    for (const label of labelSums(totals)) labels.add({ ...label, lastDay: day });
  }
  return { days, labels: labels.sorted() satisfies LabelTotal[] };
}

/** AWSDates may have an offset after the day, which does not count. @throws CallerError InvalidInput */
function checkRange(fromDate: string, toDate: string): { from: string; to: string } {
  const [from, to] = [fromDate.slice(0, 10), toDate.slice(0, 10)];
  const [start, end] = [from, to].map((day) => Date.parse(`${day}T00:00:00.000Z`));
  if (start === undefined || end === undefined || Number.isNaN(start) || Number.isNaN(end)) {
    throw invalid('from and to have to be days, YYYY-MM-DD.');
  }
  if (start > end) throw invalid('from cannot be later than to.');
  if ((end - start) / 86_400_000 >= mostDays) throw invalid(`A report takes at most ${mostDays} days.`);
  return { from, to };
}

/** The first day of the month eleven months before: twelve months, all of them whole. */
function yearBefore(day: string): string {
  const start = Date.parse(`${day.slice(0, 7)}-01T00:00:00.000Z`);
  if (Number.isNaN(start)) throw invalid('from and to have to be days, YYYY-MM-DD.');
  const date = new Date(start);
  return dayOf(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 11)));
}

function invalid(message: string): CallerError {
  return new CallerError('InvalidInput', message);
}
