import type { AnalysisRecord } from '../../schema/events.ts';
import { dayOf } from '../../schema/table.ts';
import type { Changes, Quota } from './ports.ts';

/**
 * What follows from an analysis having ended: a failure of ours gives its place in the day's limit back, and its
 * owner is told. Repeating it changes nothing.
 */
export async function settle(record: AnalysisRecord, { quota, changes }: { quota: Quota; changes: Changes }) {
  if (record.status === 'FAILED') await quota.giveBack(record.owner, dayOf(record.createdAt), record.id);
  await changes.announce(record);
}
