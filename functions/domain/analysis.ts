import type { AnalysisRecord } from '../../schema/events.ts';
import type { AnalysisStatus, ReasonCode, UploadInput } from '../../schema/generated/schema.ts';
import type { Totals } from './totals.ts';

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
  /** Milliseconds from the announcement to the first labels; a repeat does not change them. */
  labelsAfterMs?: number | undefined;
  /** While it is looked at again: what its day's totals hold of it. What is closed counts as it is. */
  counted?: Totals | undefined;
  /** When it is deleted by itself, seconds since the epoch; absent when it stays. */
  expiresAt?: number | undefined;
  /** While it is looked at again: the places of the label index in which it is. What is closed is in its labels' places. */
  indexed?: string[] | undefined;
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

/** The first version of an analysis: announced, its photo still to come. Kept so many days, or for good. */
export function announce(input: {
  id: string;
  owner: string;
  sourceIp: string | undefined;
  correlationId?: string | undefined;
  file: UploadInput;
  now: string;
  keepDays?: number | undefined;
}): StoredAnalysis {
  const { id, owner, sourceIp, correlationId, file, now, keepDays } = input;
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
    ...(correlationId !== undefined && { correlationId }),
    ...(keepDays !== undefined && { expiresAt: Math.floor(Date.parse(now) / 1000) + keepDays * 86_400 }),
  };
}
