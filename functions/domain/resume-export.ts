import { dueAt } from './due.ts';
import {
  ended,
  hasEnded,
  mostTries,
  moved,
  type ExportChanges,
  type ExportFiles,
  type ExportQueue,
  type Exports,
  type StoredExport,
} from './export.ts';

export interface AbandonExportPorts {
  exports: Exports;
  exportFiles: Pick<ExportFiles, 'remove'>;
  now: () => Date;
}

export interface ResumeExportPorts extends AbandonExportPorts {
  exportQueue: ExportQueue;
  exportChanges: ExportChanges;
}

/**
 * Looks at an export that is due: one whose message was lost, or whose writer died, is queued again; one that has ended
 * is told of once more; one whose time is over goes, with its file.
 */
export async function resumeExport(owner: string, ports: ResumeExportPorts): Promise<void> {
  const record = await ports.exports.find(owner);
  const now = ports.now().toISOString();
  if (!record || record.dueAt > now) return;
  if (record.abandoned === true || record.expiresAt <= now) {
    await removeExport(record, ports);
    return;
  }
  const next = moved(record, nextStep(record, now), now);
  if (!(await ports.exports.replace(record, next))) return;
  if (next.status === 'REQUESTED') await ports.exportQueue.send(owner, next.id);
  await ports.exportChanges.announce(next);
}

function nextStep(record: StoredExport, now: string): Partial<StoredExport> {
  if (hasEnded(record)) return { dueAt: record.expiresAt };
  if (record.tries >= mostTries) return ended({ rows: 0, message: gaveUp }, now);
  return { status: 'REQUESTED', rows: 0, dueAt: dueAt(now, 'RUNNING') };
}

export const gaveUp = 'The service could not write the file. Ask for it again.';

/** Deletes an export of somebody who wants nothing kept. If it may be written just now, what is written goes later. */
export async function abandonExport(owner: string, ports: AbandonExportPorts): Promise<void> {
  for (;;) {
    const record = await ports.exports.find(owner);
    if (!record || record.abandoned === true) return;
    const now = ports.now().toISOString();
    // When nobody can be writing it any more.
    const abandoned = moved(record, { abandoned: true, dueAt: dueAt(now, 'RUNNING') }, now);
    if (await (hasEnded(record) ? removeExport(record, ports) : ports.exports.replace(record, abandoned))) return;
  }
}

/** The file first: what is left without it is met again. False when the export has moved on meanwhile. */
async function removeExport(record: StoredExport, { exports, exportFiles }: AbandonExportPorts): Promise<boolean> {
  await exportFiles.remove(record);
  if (record.replaced) await exportFiles.remove(record.replaced);
  return exports.remove(record);
}
