import type { ExportRecord } from '../../schema/events.ts';
import type { DueKey } from '../../schema/table.ts';
import type { StoredAnalysis } from '../domain/analysis.ts';
import type { ExportChanges, ExportFiles, ExportQueue, Exports, StoredExport } from '../domain/export.ts';

type Due = Map<string, { item: DueKey; at: string }>;

/** The ports of exports, kept in memory. */
export function inMemoryExports(due: Due) {
  const exported = new Map<string, StoredExport>();
  /** Ids of the analyses in each file, by `owner/id`. */
  const exportedFiles = new Map<string, string[]>();
  const exportsAnnounced: ExportRecord[] = [];
  const exportsQueued: { owner: string; id: string }[] = [];
  const exportQueue: ExportQueue = { send: (owner, id) => Promise.resolve(void exportsQueued.push({ owner, id })) };
  const exportChanges: ExportChanges = { announce: (record) => Promise.resolve(void exportsAnnounced.push(record)) };
  return {
    exports: inMemoryExportsTable(exported, due),
    exportFiles: inMemoryExportFiles(exportedFiles),
    exportQueue,
    exportChanges,
    exported,
    exportedFiles,
    exportsAnnounced,
    exportsQueued,
  };
}

function inMemoryExportsTable(exported: Map<string, StoredExport>, due: Due): Exports {
  const put = (next: StoredExport, before: StoredExport | undefined) => {
    const { owner } = next;
    const latest = exported.get(owner);
    if (latest?.id !== before?.id || latest?.version !== before?.version) return Promise.resolve(false);
    exported.set(owner, next);
    due.set(`${owner}/export`, { item: { owner, export: true }, at: next.dueAt });
    return Promise.resolve(true);
  };
  return {
    find: (owner) => Promise.resolve(exported.get(owner)),
    request: (record, instead) => put(record, instead),
    replace: (record, next) => put(next, record),
    remove({ owner, id, version }) {
      const latest = exported.get(owner);
      if (latest && (latest.id !== id || latest.version !== version)) return Promise.resolve(false);
      exported.delete(owner);
      due.delete(`${owner}/export`);
      return Promise.resolve(true);
    },
  };
}

function inMemoryExportFiles(files: Map<string, string[]>): ExportFiles {
  return {
    async write({ owner, id }, rows: AsyncIterable<StoredAnalysis>) {
      const ids: string[] = [];
      for await (const row of rows) ids.push(row.id);
      files.set(`${owner}/${id}`, ids);
    },
    remove({ owner, id }) {
      files.delete(`${owner}/${id}`);
      return Promise.resolve();
    },
  };
}
