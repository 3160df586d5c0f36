import type { AnalysisRecord } from '../../schema/events.ts';
import type { AnalysisStatus } from '../../schema/generated/schema.ts';
import type { MetricName } from '../../schema/metrics.ts';
import type { DueKey } from '../../schema/table.ts';
import type { Place, ReachableStatus, StoredAnalysis } from './analysis.ts';
import type { LabelPlace } from './labels.ts';
import type { Month, MonthDays } from './month.ts';
import type { Totals } from './totals.ts';

/** What an analysis gains when it changes state. */
export type Outcome = Partial<
  Pick<
    StoredAnalysis,
    'width' | 'height' | 'thumbnail' | 'labels' | 'labelModelVersion' | 'labelsAfterMs' | 'reason' | 'wasted'
  >
>;

export interface Analyses {
  find: (owner: string, id: string) => Promise<StoredAnalysis | undefined>;
  /** Stores a new analysis. */
  announce: (record: StoredAnalysis) => Promise<void>;
  /**
   * Moves an analysis on, if it is in a state that leads there (and in this `version`, if one is given), and raises its
   * version. Undefined when it is not, or is gone: then nothing has changed.
   */
  transition: (
    owner: string,
    id: string,
    to: ReachableStatus,
    now: string,
    outcome?: Outcome,
    version?: number,
  ) => Promise<StoredAnalysis | undefined>;
  /**
   * Sends an ended and closed analysis back to be looked at again, with a place that is its alone and the correlation id
   * that it has here, and notes what follows from it by now. Undefined when it is not in this version any more.
   */
  restart: (record: StoredAnalysis, place: Place, now: string) => Promise<StoredAnalysis | undefined>;
  /**
   * Notes that all that follows from an analysis's end is done, and takes it off the list of what is due. False when it
   * has changed meanwhile.
   */
  close: (record: StoredAnalysis) => Promise<boolean>;
  /** Puts an open analysis back on the list, to be looked at again at `dueAt` (ISO 8601). */
  postpone: (owner: string, id: string, dueAt: string) => Promise<void>;
  /** Removes an analysis, if it is still in this version. */
  remove: (record: StoredAnalysis) => Promise<boolean>;
  /** Ids of an owner's analyses, newest first, a page at a time. */
  ids: (owner: string) => AsyncIterable<string[]>;
}

/** Ids of an owner's analyses that lie in an index in their order: those in a state, or in a place of the label index. */
export type IdRange = { status: AnalysisStatus } | { place: LabelPlace };

export interface IndexEntry {
  id: string;
  /** Of a label. */
  confidence?: number | undefined;
}

/** What analyses are searched by. It may lag behind for a moment: look at the rows. */
export interface AnalysisIndex {
  /** At most `count` entries whose ids sort from `from` to `to`, greatest first; fewer only when there are no more. */
  ids: (owner: string, range: IdRange, part: { from: string; to: string; count: number }) => Promise<IndexEntry[]>;
  /** Those of these analyses that there are, in this order. */
  rows: (owner: string, ids: readonly string[]) => Promise<StoredAnalysis[]>;
}

/** What is left of a deleted analysis until nothing of it can come back. */
export interface Tombstone extends Pick<StoredAnalysis, 'id' | 'owner' | 'createdAt' | 'sha256' | 'place' | 'wasted'> {
  /** ISO 8601. */
  deletedAt: string;
  /** What the day's totals hold of it, once `adding` is done. */
  counted: Totals;
  /** What was perhaps being added when it was deleted. */
  adding?: { token: string; totals: Totals } | undefined;
  /** The places of the label index in which it is. */
  indexed: string[];
}

export interface Tombstones {
  find: (owner: string, id: string) => Promise<Tombstone | undefined>;
  /** Stores or replaces one, to be looked at (again) at `dueAt`. */
  put: (tombstone: Tombstone, dueAt: string) => Promise<void>;
  remove: (owner: string, id: string) => Promise<void>;
}

/** In which places of the label index (as `placeName` writes them) an analysis is, with which confidence. */
export interface LabelIndex {
  /** Lets the places go when the analysis goes. */
  put: (
    record: Pick<StoredAnalysis, 'owner' | 'id' | 'expiresAt'>,
    places: ReadonlyMap<string, number>,
  ) => Promise<void>;
  remove: (owner: string, id: string, places: readonly string[]) => Promise<void>;
}

/** Which analysis has the photo with which SHA-256 (base64), of one owner. */
export interface KnownPhotos {
  find: (owner: string, sha256: string) => Promise<string | undefined>;
  /**
   * Makes an analysis that of its photo, which has none or has `instead`. True when it is (already), false when another
   * is.
   */
  claim: (record: Pick<StoredAnalysis, 'owner' | 'sha256' | 'id' | 'expiresAt'>, instead?: string) => Promise<boolean>;
  /** Forgets the photo, if `id` is its analysis. */
  forget: (owner: string, sha256: string, id: string) => Promise<void>;
}

/** The totals of one day of somebody's, and what is under way in them. */
export interface Tally {
  totals: Totals;
  /** Rises with each change of the totals. */
  revision: number;
  /** What was added lately. */
  added: string[];
  /** Of those, what nobody adds any more, and since when (ISO 8601) that is known. */
  expiring?: { tokens: string[]; since: string } | undefined;
  /** How often it was rolled up. */
  rolls: number;
  /** What the totals above hold of it, once `rolling` is done. */
  rolled: Totals;
  /** What is on its way up. */
  rolling?: { token: string; totals: Totals } | undefined;
}

/** Days are UTC, `YYYY-MM-DD`. Somebody is a person, or a part of the service. */
export interface Tallies {
  /** Adds once for each token, however often it is called; what has changed is due at once. */
  add: (owner: string, day: string, token: string, totals: Totals, now: string) => Promise<void>;
  find: (owner: string, day: string) => Promise<Tally | undefined>;
  /** All totals of a month (`YYYY-MM`), by day. */
  inMonth: (owner: string, month: string) => Promise<Map<string, Totals>>;
  /** The newest days, at most `count`, of which the month may not know everything, from a day to another. */
  changed: (owner: string, from: string, to: string, count: number) => Promise<Map<string, Totals>>;
  /** Notes what goes up; false when the tally has changed since. */
  beginRoll: (owner: string, day: string, tally: Tally, rolling: { token: string; totals: Totals }) => Promise<boolean>;
  endRoll: (owner: string, day: string, token: string) => Promise<void>;
  /** Notes which tokens nobody adds any more; forgets those that were noted before. */
  expire: (owner: string, day: string, tally: Tally, expiring: Tally['expiring']) => Promise<void>;
  /** Takes it off the list of what is due, or puts it back for `dueAt`, unless it has changed since. */
  close: (owner: string, day: string, tally: Tally, dueAt: string | undefined) => Promise<void>;
}

/** Months of somebody's, made from the tallies. */
export interface Months {
  /** The months (`YYYY-MM`) that there are, from one to another. */
  between: (owner: string, from: string, to: string) => Promise<Map<string, Month>>;
  /** The labels of each day of these months. */
  days: (owner: string, months: readonly string[]) => Promise<Map<string, MonthDays>>;
  /** How often a month was written; 0 when never. */
  revision: (owner: string, month: string) => Promise<number>;
  /** Replaces a month; false when somebody else has done so since `revision`. */
  put: (owner: string, month: string, made: { month: Month; days: MonthDays }, revision: number) => Promise<boolean>;
}

/** That an owner wants everything deleted. */
export interface Erasures {
  /** Asks for it, to be looked at (again) at `dueAt`. */
  put: (owner: string, dueAt: string) => Promise<void>;
  remove: (owner: string) => Promise<void>;
}

/** A day of an owner: places in its limit. */
export interface Day {
  /** Tokens of the places that can still be given back. */
  reserved: string[];
  /** When places were taken last, ISO 8601. */
  since: string;
}

export interface Quota {
  used: (owner: string, day: string) => Promise<number>;
  /** Takes a place in the day's allowance for each token, for all or none. False when fewer are left. */
  reserve: (owner: string, day: string, tokens: readonly string[], limit: number, now: string) => Promise<boolean>;
  /** Makes a place used for good, if it is still reserved. */
  spend: (owner: string, place: Place) => Promise<void>;
  /** Gives a place back, if it is still reserved: once, however often it is called. */
  giveBack: (owner: string, place: Place) => Promise<void>;
  find: (owner: string, day: string) => Promise<Day | undefined>;
  /** Takes a day off the list of what is due, unless it has changed after `since`. */
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
  /** Everybody who has ever sent a photo. */
  ids: () => AsyncIterable<string>;
}

/** What the service has spent in a month: calls of the detector, each paid, and time. */
export interface Spending {
  spent: (month: string) => Promise<number>;
  add: (month: string) => Promise<void>;
  /** Notes how long one photo took from its function's first step to its end. */
  took: (month: string, ms: number) => Promise<void>;
  /** How long a photo took on average; undefined before the first. */
  averageMs: (month: string) => Promise<number | undefined>;
}

export interface Photos {
  /** A link to PUT exactly these bytes, once, and the headers that go with it. */
  uploadLink: (photo: { owner: string; id: string; contentType: string; size: number; sha256: string }) => Promise<{
    url: string;
    headers: { name: string; value: string }[];
  }>;
  /** A link to see the photo. */
  viewLink: (owner: string, id: string) => Promise<string>;
  /** A link to see its thumbnail. */
  thumbnailLink: (owner: string, id: string) => Promise<string>;
  /** The first `atMost` bytes of a photo and what is known of the whole; undefined when it is not there. */
  read: (
    owner: string,
    id: string,
    atMost: number,
  ) => Promise<{ bytes: Uint8Array; totalBytes: number; contentType: string } | undefined>;
  exists: (owner: string, id: string) => Promise<boolean>;
  /** Stores the thumbnail, a JPEG, if there is none yet: a repeat does not make it stay longer. */
  putThumbnail: (owner: string, id: string, thumbnail: Uint8Array) => Promise<void>;
  /** Removes a photo and its thumbnail. */
  remove: (owner: string, id: string) => Promise<void>;
}

export interface Thumbnailer {
  /** A small JPEG of a photo, upright, with nothing but its pixels. */
  thumbnail: (photo: Uint8Array) => Promise<Uint8Array>;
}

/** A photo in the queue. */
export interface WaitingPhoto {
  owner: string;
  id: string;
  /** Which look at it: the token of the place that the look has in the owner's limit. */
  run: string;
}

export interface PhotoQueue {
  /** Has a photo looked at (again). */
  send: (photo: WaitingPhoto) => Promise<void>;
  /** How many photos wait, approximately. */
  length: () => Promise<number>;
}

/** The list of what is not finished. */
export interface DueList {
  /** What was due at `now` (ISO 8601), because whoever should have finished it did not. */
  dueAt: (now: string) => AsyncIterable<DueKey>;
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

/** What may be said in a log: of nobody anything that is theirs, neither a name nor what they sent or were told. */
export interface LogDetails {
  /** Told by its name, its message and its place. */
  error?: unknown;
  /** The stable name of a refusal. */
  code?: string;
  analysisId?: string;
  correlationId?: string | undefined;
  status?: AnalysisStatus;
  /** What is being worked on, where it is no analysis. */
  kind?: string;
  exportId?: string;
  tries?: number;
  ms?: number | undefined;
  counts?: Readonly<Record<string, number>>;
}

/** What operators read of single cases. */
export interface Log {
  /** What every further line of this invocation is about. */
  about: (what: Pick<LogDetails, 'analysisId' | 'correlationId'>) => void;
  info: (message: string, details?: LogDetails) => void;
  warn: (message: string, details?: LogDetails) => void;
  error: (message: string, details?: LogDetails) => void;
}

/** What operators read of all cases together. */
export interface Metrics {
  /** Counts one, or notes a value in the metric's unit. */
  add: (metric: MetricName, value?: number) => void;
}
