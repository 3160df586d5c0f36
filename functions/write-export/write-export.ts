import { maxExportRows } from '../../schema/limits.ts';
import type { AnalysisFilter } from '../../schema/generated/schema.ts';
import type { StoredAnalysis } from '../domain/analysis.ts';
import { dueAt } from '../domain/due.ts';
import {
  ended,
  mostTries,
  moved,
  type ExportChanges,
  type ExportFiles,
  type Exports,
  type StoredExport,
} from '../domain/export.ts';
import type { Log } from '../domain/ports.ts';
import { gaveUp } from '../domain/resume-export.ts';

export interface WriteExportPorts {
  exports: Exports;
  exportFiles: ExportFiles;
  exportChanges: ExportChanges;
  /** All analyses of an owner's that meet a filter, newest first. */
  found: (owner: string, filter: AnalysisFilter | undefined) => AsyncIterable<StoredAnalysis>;
  log: Log;
  now: () => Date;
}

const rowsBetweenNews = 5000;

/** Somebody else is at it, or its owner wants it no more. */
class Superseded extends Error {
  override readonly name = 'Superseded';
}

class TooManyRows extends Error {
  override readonly name = 'TooManyRows';
}

/**
 * Writes the file of an export that waits, and tells how far it is. Each step is conditional on the one before, so that
 * of two who were told to write it one does. What fails is tried again later, a few times.
 */
export async function writeExport(
  { owner, id }: { owner: string; id: string },
  ports: WriteExportPorts,
): Promise<void> {
  const record = await ports.exports.find(owner);
  if (record?.id !== id || record.status !== 'REQUESTED' || record.abandoned === true) return;
  const writer = new Writer(record, ports);
  await writer.run().catch((error: unknown) => (error instanceof Superseded ? writer.leave() : writer.fail(error)));
}

class Writer {
  private rows = 0;
  private record: StoredExport;
  private readonly ports: WriteExportPorts;

  constructor(record: StoredExport, ports: WriteExportPorts) {
    this.record = record;
    this.ports = ports;
  }

  /** @throws Superseded */
  async run(): Promise<void> {
    const { tries, replaced } = this.record;
    await this.step({ status: 'RUNNING', rows: 0, tries: tries + 1, dueAt: dueAt(this.now, 'RUNNING') });
    if (replaced) await this.ports.exportFiles.remove(replaced);
    await this.ports.exportFiles.write(this.record, this.counted());
    await this.step(ended({ rows: this.rows }, this.now));
  }

  /** What was written for an export that is another's by now goes. */
  async leave(): Promise<void> {
    const latest = await this.ports.exports.find(this.record.owner);
    const stillItsFile = latest?.id === this.record.id && latest.abandoned !== true;
    if (!stillItsFile) await this.ports.exportFiles.remove(this.record);
  }

  async fail(error: unknown): Promise<void> {
    const { id, tries } = this.record;
    this.ports.log.error('An export failed', { exportId: id, tries, error });
    const now = this.now;
    const again: Partial<StoredExport> = { status: 'REQUESTED', rows: 0, dueAt: dueAt(now, 'REQUESTED') };
    const message = error instanceof TooManyRows ? tooMany : tries >= mostTries ? gaveUp : undefined;
    // If that fails too, the sweeper finds it when it is due.
    await this.step(message === undefined ? again : ended({ rows: 0, message }, now));
  }

  private async *counted(): AsyncGenerator<StoredAnalysis> {
    const { owner, filter } = this.record;
    for await (const row of this.ports.found(owner, filter)) {
      if (this.rows >= maxExportRows) throw new TooManyRows();
      yield row;
      this.rows += 1;
      if (this.rows % rowsBetweenNews === 0) await this.step({ rows: this.rows });
    }
  }

  /** Stores the next version and tells of it. @throws Superseded */
  private async step(change: Partial<StoredExport>): Promise<void> {
    const next = moved(this.record, change, this.now);
    if (!(await this.ports.exports.replace(this.record, next))) throw new Superseded();
    this.record = next;
    // News that is lost is no harm: the sweeper tells of the end.
    await this.ports.exportChanges.announce(next).catch((error: unknown) => {
      this.ports.log.error('Nobody was told of an export', { exportId: next.id, error });
    });
  }

  private get now(): string {
    return this.ports.now().toISOString();
  }
}

const tooMany = `There are more than ${maxExportRows.toLocaleString('en')} analyses. Ask for fewer: a year, or some labels.`;
