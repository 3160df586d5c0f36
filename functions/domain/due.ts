import { uploadUrlSeconds } from '../../schema/limits.ts';

/**
 * Seconds after which somebody has to look at what has not moved on by itself. An upload may start in the last second of
 * its link's life; a photo is tried for some minutes at most once it is taken from the queue; a result is settled in
 * the breath that stores it.
 */
export const dueAfterSeconds = {
  AWAITING_UPLOAD: uploadUrlSeconds + 5 * 60,
  ANALYZING: 15 * 60,
  COMPLETED: 60,
  REJECTED: 60,
  FAILED: 60,
  EXPIRED: 60,
  /** Of an export: its message is on its way. */
  REQUESTED: 60,
  /** Of an export: longer than anybody can be at it. */
  RUNNING: 20 * 60,
  exportEnded: 60,
  tombstone: 60,
  erasure: 60,
  /** No call runs longer: what is reserved by then and nowhere stored was lost on the way. */
  day: 15 * 60,
  /** Nor adds anybody what they do not know has been added. */
  tokens: 15 * 60,
} as const;

/** When something that changed at `now` is due, ISO 8601. */
export function dueAt(now: string, what: keyof typeof dueAfterSeconds): string {
  return new Date(Date.parse(now) + dueAfterSeconds[what] * 1000).toISOString();
}
