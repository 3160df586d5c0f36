import type { ExportRecord } from '../../schema/events.ts';
import type { AnalysisFilter } from '../../schema/generated/schema.ts';
import { exportSeconds } from '../../schema/limits.ts';
import type { StoredAnalysis } from './analysis.ts';
import { dueAt } from './due.ts';

/** The export that took the place of this one has its file removed. */
type Replaced = Pick<ExportRecord, 'owner' | 'id' | 'format'>;

/** An export as it is stored: what is published, and the service's own bookkeeping. */
export interface StoredExport extends ExportRecord {
  filter?: AnalysisFilter | undefined;
  /** How often somebody began to write it. */
  tries: number;
  /** When somebody has to look at it. */
  dueAt: string;
  /** Its owner wants it deleted while somebody may still be writing it. */
  abandoned?: boolean | undefined;
  /** The one whose place it took, and whose file is still to be removed. */
  replaced?: Replaced | undefined;
}

export interface Exports {
  find: (owner: string) => Promise<StoredExport | undefined>;
  /** Stores a new one, if the owner has none or exactly `instead`. */
  request: (record: StoredExport, instead: StoredExport | undefined) => Promise<boolean>;
  /** Puts the next version in the place of this one, if this is still the latest. */
  replace: (record: StoredExport, next: StoredExport) => Promise<boolean>;
  /** Removes an export, if this is still its latest version. */
  remove: (record: StoredExport) => Promise<boolean>;
}

export interface ExportFiles {
  /** Stores or replaces the file of an export. */
  write: (record: ExportRecord, rows: AsyncIterable<StoredAnalysis>) => Promise<void>;
  remove: (record: Replaced) => Promise<void>;
}

export interface ExportQueue {
  /** Has an export written. */
  send: (owner: string, id: string) => Promise<void>;
}

export interface ExportChanges {
  announce: (record: ExportRecord) => Promise<void>;
}

/** How often the writing of one export is begun at most. */
export const mostTries = 3;

/** Whether there is nothing left to do for an export but to delete it one day. */
export function hasEnded({ status, abandoned }: StoredExport): boolean {
  return abandoned !== true && (status === 'COMPLETED' || status === 'FAILED');
}

export function newExport(order: {
  owner: string;
  id: string;
  format: ExportRecord['format'];
  filter: AnalysisFilter | undefined;
  replaced: Replaced | undefined;
  now: string;
}): StoredExport {
  const { now, replaced, ...asked } = order;
  const expiresAt = new Date(Date.parse(now) + exportSeconds * 1000).toISOString();
  const times = { createdAt: now, updatedAt: now, expiresAt, dueAt: dueAt(now, 'REQUESTED') };
  return {
    ...asked,
    ...times,
    status: 'REQUESTED',
    rows: 0,
    version: 1,
    tries: 0,
    replaced: replaced && { owner: replaced.owner, id: replaced.id, format: replaced.format },
  };
}

/** The next version of an export. */
export function moved(record: StoredExport, change: Partial<StoredExport>, now: string): StoredExport {
  return { ...record, ...change, updatedAt: now, version: record.version + 1 };
}

/** The change that ends an export: it is told of once more, for whoever did not hear, and then kept until it expires. */
export function ended(change: Pick<StoredExport, 'rows'> & { message?: string }, now: string): Partial<StoredExport> {
  return { ...change, status: change.message === undefined ? 'COMPLETED' : 'FAILED', dueAt: dueAt(now, 'exportEnded') };
}
