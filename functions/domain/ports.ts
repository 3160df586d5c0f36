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
  /** Removes an analysis and returns what it was; undefined when there was none. */
  remove: (owner: string, id: string) => Promise<AnalysisRecord | undefined>;
}

export interface Quota {
  used: (owner: string, day: string) => Promise<number>;
  /** Takes `count` photos off the day's allowance, all or none. False when fewer are left. */
  reserve: (owner: string, day: string, count: number, limit: number) => Promise<boolean>;
  /** Gives the place of one analysis back, once however often it is called. */
  giveBack: (owner: string, day: string, id: string) => Promise<void>;
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
  remove: (owner: string, id: string) => Promise<void>;
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
