import type { AnalysisRecord } from '../../schema/events.ts';
import type { ReachableStatus } from './analysis.ts';

/** What an analysis gains when it changes state. */
export type Outcome = Partial<Pick<AnalysisRecord, 'width' | 'height' | 'labels' | 'labelModelVersion' | 'reason'>>;

export interface Analyses {
  find: (owner: string, id: string) => Promise<AnalysisRecord | undefined>;
  /** Stores a new analysis. */
  announce: (record: AnalysisRecord) => Promise<void>;
  /**
   * Moves an analysis on, if it is in a state that leads there, and raises its version.
   * Undefined when it is not (or is gone): then nothing has changed.
   */
  transition: (
    owner: string,
    id: string,
    to: ReachableStatus,
    now: string,
    outcome?: Outcome,
  ) => Promise<AnalysisRecord | undefined>;
  /** Takes an ended analysis off the list of what is due, unless it has changed since: nothing is left to be done for it. */
  close: (record: AnalysisRecord) => Promise<void>;
  /** Puts an open analysis back on the list, to be looked at again at `dueAt` (ISO 8601). */
  postpone: (owner: string, id: string, dueAt: string) => Promise<void>;
  /** Removes an analysis and returns what it was; undefined when there was none. */
  remove: (owner: string, id: string) => Promise<AnalysisRecord | undefined>;
}

export interface Quota {
  used: (owner: string, day: string) => Promise<number>;
  /** Takes a place in the day's allowance for each analysis, for all or none. False when fewer are left. */
  reserve: (owner: string, day: string, ids: readonly string[], limit: number, now: string) => Promise<boolean>;
  /** Makes the place of one analysis used for good, if it is still reserved. */
  spend: (owner: string, day: string, id: string) => Promise<void>;
  /** Gives the place of one analysis back, if it is still reserved: once, however often it is called. */
  giveBack: (owner: string, day: string, id: string) => Promise<void>;
  /** The places of a day that are reserved, and the moment of the last reservation. */
  reserved: (owner: string, day: string) => Promise<{ ids: string[]; since: string } | undefined>;
  /** Takes a day off the list of what is due, unless a place was reserved after `since`. */
  close: (owner: string, day: string, since: string) => Promise<void>;
}

/** Somebody who sends photos, as admins see them. Times are ISO 8601. */
export interface User {
  id: string;
  name?: string | undefined;
  lastUploadAt?: string | undefined;
  block?: Block | undefined;
}

export interface Block {
  reason?: string | undefined;
  by: string;
  at: string;
  liftedBy?: string | undefined;
  liftedAt?: string | undefined;
}

export interface Users {
  find: (id: string) => Promise<User | undefined>;
  /** Notes that somebody is about to send photos, and tells what is known of them. */
  visit: (id: string, name: string | undefined, now: string) => Promise<User>;
  setBlock: (id: string, block: Block) => Promise<User>;
}

/** What the service has spent in a month: calls of the detector, each paid. */
export interface Spending {
  spent: (month: string) => Promise<number>;
  add: (month: string) => Promise<void>;
}

export interface Photos {
  /** A link to PUT exactly these bytes, once, and the headers that go with it. */
  uploadLink: (photo: { owner: string; id: string; contentType: string; size: number; sha256: string }) => Promise<{
    url: string;
    headers: { name: string; value: string }[];
  }>;
  /** A link to see the photo. */
  viewLink: (owner: string, id: string) => Promise<string>;
  /** The first `atMost` bytes of a photo and what is known of the whole; undefined when it is not there. */
  read: (
    owner: string,
    id: string,
    atMost: number,
  ) => Promise<{ bytes: Uint8Array; totalBytes: number; contentType: string } | undefined>;
  exists: (owner: string, id: string) => Promise<boolean>;
  remove: (owner: string, id: string) => Promise<void>;
}

/** What waits to be looked at. */
export interface PhotoQueue {
  /** Has a photo looked at (again). */
  send: (owner: string, id: string) => Promise<void>;
  /** How many photos wait, approximately. */
  length: () => Promise<number>;
}

/** An item that somebody has to look at by now, because whoever should have finished it did not. */
export type DueItem = { owner: string } & ({ id: string } | { day: string });

/** The list of what is not finished. */
export interface DueList {
  /** What was due at `now` (ISO 8601), the longest overdue first in each of its parts. */
  dueAt: (now: string) => AsyncIterable<DueItem>;
}

export interface FoundLabels {
  /** Most confident first. */
  labels: NonNullable<AnalysisRecord['labels']>;
  labelModelVersion: string;
}

export interface Detector {
  detectLabels: (owner: string, id: string) => Promise<FoundLabels>;
}

export interface Changes {
  /** Tells the world of an analysis's new version. */
  announce: (record: AnalysisRecord) => Promise<void>;
}
