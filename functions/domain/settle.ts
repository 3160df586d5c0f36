import type { AnalysisStatus } from '../../schema/generated/schema.ts';
import { dayOf } from '../../schema/table.ts';
import type { MetricName } from '../../schema/metrics.ts';
import { isFinal, type Place, type StoredAnalysis } from './analysis.ts';
import { labelPlaces } from './labels.ts';
import type { Analyses, Changes, LabelIndex, Log, Metrics, Quota, Tallies } from './ports.ts';
import { difference, noTotals, totalsOf } from './totals.ts';

export interface SettlePorts {
  analyses: Analyses;
  quota: Quota;
  tallies: Pick<Tallies, 'add'>;
  labels: LabelIndex;
  changes: Changes;
  metrics: Metrics;
  log: Log;
  now: () => Date;
}

const endMetrics: Partial<Record<AnalysisStatus, MetricName>> = {
  COMPLETED: 'PhotosCompleted',
  REJECTED: 'PhotosRejected',
  FAILED: 'PhotosFailed',
  EXPIRED: 'PhotosExpired',
};

/** The place that an analysis has in its owner's limit. */
export function placeOf({ place, createdAt, id }: Pick<StoredAnalysis, 'place' | 'createdAt' | 'id'>): Place {
  return place ?? { day: dayOf(createdAt), token: id };
}

/**
 * What follows from an analysis having ended: a place that the service wasted (FAILED, EXPIRED) goes back, any other is
 * used up; its owner is told; it counts in its day's totals and is found by its labels. Only then is it closed; until
 * then the sweeper comes back to it. Each step can be repeated; of what was closed already there is nothing left to do.
 */
export async function settle(record: StoredAnalysis, ports: SettlePorts): Promise<void> {
  const { analyses, changes } = ports;
  if (record.dueAt === undefined) return;
  const places = labelPlaces(record.labels);
  // Who hears of a wasted photo asks for what is left: the place is back by then.
  if (record.wasted) await ports.quota.giveBack(record.owner, placeOf(record));
  await Promise.all([changes.announce(record), follow(record, places, ports)]);
  if (await analyses.close(record)) {
    measureEnd(record, ports);
    return;
  }

  // It went on meanwhile. What only this version had must not stay.
  const latest = await analyses.find(record.owner, record.id);
  if (!latest || latest.version === record.version) return;
  const kept = new Set([...(latest.indexed ?? []), ...labelPlaces(latest.labels).keys()]);
  const stale = [...places.keys()].filter((place) => !kept.has(place));
  await ports.labels.remove(record.owner, record.id, stale);
  if (isFinal(latest.status)) await settle(latest, ports);
}

/** For each end. A repeat's photo was sent long before: it says nothing of how fast the service is. */
function measureEnd({ id, status, counted, labelsAfterMs, correlationId }: StoredAnalysis, ports: SettlePorts): void {
  const { log, metrics } = ports;
  const ms = counted === undefined && status === 'COMPLETED' ? labelsAfterMs : undefined;
  const metric = endMetrics[status];
  if (metric) metrics.add(metric);
  if (ms !== undefined) metrics.add('UploadToLabels', ms);
  log.info('A photo has ended', { analysisId: id, correlationId, status, ms });
}

async function follow(
  record: StoredAnalysis,
  places: ReadonlyMap<string, number>,
  { quota, tallies, labels, now }: SettlePorts,
): Promise<void> {
  const { owner, id, version, createdAt } = record;
  const gone = (record.indexed ?? []).filter((place) => !places.has(place));
  const added = difference(record.counted ?? noTotals, totalsOf(record));
  await Promise.all([
    record.wasted || quota.spend(owner, placeOf(record)),
    tallies.add(owner, dayOf(createdAt), `${id}#${version}`, added, now().toISOString()),
    // A repeat that came to nothing has left the labels as they were.
    record.wasted || labels.put(record, places),
    labels.remove(owner, id, gone),
  ]);
}
