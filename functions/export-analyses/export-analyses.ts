import type { ExportRecord } from '../../schema/events.ts';
import type { AnalysisFilter, ExportFormat } from '../../schema/generated/schema.ts';
import { CallerError } from '../domain/errors.ts';
import { hasEnded, newExport, type ExportChanges, type ExportQueue, type Exports } from '../domain/export.ts';
import { conditionsOf } from '../domain/filter.ts';

export interface ExportAnalysesPorts {
  exports: Exports;
  exportQueue: ExportQueue;
  exportChanges: ExportChanges;
  newId: () => string;
  now: () => Date;
}

export interface ExportAnalyses {
  owner: string;
  filter: AnalysisFilter | undefined;
  format: ExportFormat;
}

/** Has somebody's analyses written to a file. @throws CallerError InvalidInput, Conflict */
export async function exportAnalyses(
  { owner, filter, format }: ExportAnalyses,
  { exports, exportQueue, exportChanges, newId, now }: ExportAnalysesPorts,
): Promise<ExportRecord> {
  conditionsOf(filter);
  const latest = await exports.find(owner);
  const record = newExport({ owner, id: newId(), format, filter, replaced: latest, now: now().toISOString() });
  if ((latest && !hasEnded(latest)) || !(await exports.request(record, latest))) {
    throw new CallerError('Conflict', 'An export is under way already. Wait for its end.', { id: latest?.id ?? null });
  }
  // Whatever stops this call from here on, the sweeper has it written.
  await Promise.all([exportQueue.send(owner, record.id), exportChanges.announce(record)]);
  return record;
}
