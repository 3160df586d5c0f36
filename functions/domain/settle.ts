import { dayOf } from '../../schema/table.ts';
import { difference, isFinal, noTotals, totalsOf, type Place, type StoredAnalysis, type Totals } from './analysis.ts';
import { indexedNames } from './labels.ts';
import type { Analyses, Changes, DayTotals, LabelIndex, Quota } from './ports.ts';

export interface SettlePorts {
  analyses: Analyses;
  quota: Quota;
  totals: DayTotals;
  labels: LabelIndex;
  changes: Changes;
  now: () => Date;
}

/** The place that an analysis has in its owner's limit. */
export function placeOf({ place, createdAt, id }: Pick<StoredAnalysis, 'place' | 'createdAt' | 'id'>): Place {
  return place ?? { day: dayOf(createdAt), token: id };
}

/**
 * What follows from an analysis having ended: a place that the service wasted (FAILED, EXPIRED) goes back, any other is
 * used up; its owner is told; it counts in its day's totals and is found by its labels. Only then is it closed; until
 * then the sweeper comes back to it. Each step can be repeated, and what was closed already is only told of again.
 */
export async function settle(record: StoredAnalysis, ports: SettlePorts): Promise<void> {
  const { analyses, changes } = ports;
  if (record.dueAt === undefined) return changes.announce(record);
  const names = indexedNames(record.labels);
  const counted = totalsOf(record);
  // Who hears of a wasted photo asks for what is left: the place is back by then.
  if (record.wasted) await ports.quota.giveBack(record.owner, placeOf(record));
  await Promise.all([changes.announce(record), follow(record, names, counted, ports)]);
  if (await analyses.close(record, { counted, indexed: Object.keys(names) })) return;

  // It went on meanwhile. What only this version had must not stay.
  const latest = await analyses.find(record.owner, record.id);
  if (!latest || latest.version === record.version) return;
  const kept = new Set([...(latest.indexed ?? []), ...Object.keys(indexedNames(latest.labels))]);
  const stale = Object.keys(names).filter((name) => !kept.has(name));
  await ports.labels.remove(record.owner, record.id, stale);
  if (isFinal(latest.status)) await settle(latest, ports);
}

async function follow(
  record: StoredAnalysis,
  names: Record<string, number>,
  counted: Totals,
  { quota, totals, labels, now }: SettlePorts,
): Promise<void> {
  const { owner, id, version, createdAt } = record;
  const known = new Set(record.indexed);
  const fresh = Object.fromEntries(Object.entries(names).filter(([name]) => !known.has(name)));
  const gone = (record.indexed ?? []).filter((name) => !(name in names));
  const added = difference(record.counted ?? noTotals, counted);
  await Promise.all([
    record.wasted || quota.spend(owner, placeOf(record)),
    totals.add(owner, dayOf(createdAt), `${id}#${version}`, added, now().toISOString()),
    labels.put(owner, id, fresh),
    labels.remove(owner, id, gone),
  ]);
}
