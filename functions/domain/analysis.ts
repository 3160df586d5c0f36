import type { AnalysisRecord } from '../../schema/events.ts';
import type { AnalysisStatus, ReasonCode, UploadInput } from '../../schema/generated/schema.ts';

/** From which states a state can be reached. What is not here never happens, however events repeat or arrive. */
export const cameFrom = {
  ANALYZING: ['AWAITING_UPLOAD'],
  COMPLETED: ['ANALYZING'],
  REJECTED: ['ANALYZING'],
  FAILED: ['AWAITING_UPLOAD', 'ANALYZING'],
  EXPIRED: ['AWAITING_UPLOAD'],
} as const satisfies Partial<Record<AnalysisStatus, AnalysisStatus[]>>;

export type ReachableStatus = keyof typeof cameFrom;

/** A place in an owner's limit. */
export interface Place {
  /** Whose limit (UTC), `YYYY-MM-DD`. */
  day: string;
  /** Whose place: the analysis's id, or what a repeat of it goes by. */
  token: string;
}

/** An analysis as it is stored: what is published, and the service's own bookkeeping. */
export interface StoredAnalysis extends AnalysisRecord {
  /** Its place in a day's limit, if not the one it was created with. */
  place?: Place | undefined;
  /** Whether the service wasted the place, so that it goes back. */
  wasted?: boolean | undefined;
  /** When somebody has to look at it; absent once all that follows from its end is done. */
  dueAt?: string | undefined;
  /** What the day's totals hold of it by now. */
  counted?: Totals | undefined;
  /** The names by which it can be found by now. */
  indexed?: string[] | undefined;
}

/** Counts of one analysis or many: photos, bytes, and how many ended in which state. */
export type Totals = Record<
  'photos' | 'bytes' | Extract<AnalysisStatus, 'COMPLETED' | 'REJECTED' | 'FAILED' | 'EXPIRED'>,
  number
>;

export const noTotals: Totals = { photos: 0, bytes: 0, COMPLETED: 0, REJECTED: 0, FAILED: 0, EXPIRED: 0 };

/** What an ended analysis adds to its day. */
export function totalsOf({ status, size }: AnalysisRecord): Totals {
  return { ...noTotals, photos: 1, bytes: size, ...(isFinal(status) && { [status]: 1 }) };
}

/** What has to be added to `before` to get `after`. */
export function difference(before: Totals, after: Totals): Totals {
  return {
    photos: after.photos - before.photos,
    bytes: after.bytes - before.bytes,
    COMPLETED: after.COMPLETED - before.COMPLETED,
    REJECTED: after.REJECTED - before.REJECTED,
    FAILED: after.FAILED - before.FAILED,
    EXPIRED: after.EXPIRED - before.EXPIRED,
  };
}

/** Whether an analysis has ended: nothing changes it any more. */
export function isFinal(status: AnalysisStatus): boolean {
  return status === 'COMPLETED' || status === 'REJECTED' || status === 'FAILED' || status === 'EXPIRED';
}

const reasonMessages: Record<ReasonCode, string> = {
  NOT_AN_IMAGE: 'This file cannot be read as a photo. It may be damaged or cut short.',
  UNSUPPORTED_FORMAT: 'Only JPEG and PNG photos can be analyzed.',
  TOO_LARGE: 'This photo is too large: 15 MB and 10,000 pixels a side are the limit.',
  TOO_SMALL: 'This photo is too small: it needs at least 80 pixels a side.',
  CONTENT_MISMATCH: 'The content of this file is not of the type it was sent as.',
  USER_BLOCKED: 'Your account is blocked, so this photo was not looked at.',
  DETECTOR_UNAVAILABLE:
    'We could not look at this photo: the detector did not answer, though we tried several times. It does not count towards your limit. Please try again.',
  INTERNAL_ERROR:
    'We could not look at this photo: something went wrong on our side. It does not count towards your limit. Please try again.',
};

/** A reason with its plain words. */
export function reason(code: ReasonCode): { code: ReasonCode; message: string } {
  return { code, message: reasonMessages[code] };
}

/** The first version of an analysis: announced, its photo still to come. */
export function announce(input: {
  id: string;
  owner: string;
  sourceIp: string | undefined;
  file: UploadInput;
  now: string;
}): AnalysisRecord {
  const { id, owner, sourceIp, file, now } = input;
  return {
    id,
    owner,
    fileName: file.fileName,
    contentType: file.contentType,
    size: file.size,
    sha256: file.sha256,
    status: 'AWAITING_UPLOAD',
    createdAt: now,
    updatedAt: now,
    version: 1,
    ...(sourceIp !== undefined && { sourceIp }),
  };
}
