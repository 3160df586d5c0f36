import type { AnalysisRecord } from '../../schema/events.ts';
import { dayOf } from '../../schema/table.ts';
import type { Analyses, Changes, Quota } from './ports.ts';

/**
 * What follows from an analysis having ended: a photo that the service wasted (FAILED, EXPIRED) gives its place in the
 * day's limit back, any other has used it up, and its owner is told. Only then is the analysis closed; until then the
 * sweeper comes back to it. Repeating it changes nothing.
 */
export async function settle(
  record: AnalysisRecord,
  { analyses, quota, changes }: { analyses: Analyses; quota: Quota; changes: Changes },
): Promise<void> {
  const { owner, id } = record;
  const day = dayOf(record.createdAt);
  const wasted = record.status === 'FAILED' || record.status === 'EXPIRED';
  // Who hears of a wasted photo asks for what is left: the place is back by then.
  if (wasted) await quota.giveBack(owner, day, id);
  await Promise.all([changes.announce(record), wasted || quota.spend(owner, day, id)]);
  await analyses.close(record);
}
