import type { Analysis, Label } from '../api/api.ts';

/** What `--json` prints for each file, in the order of the command line. */
export interface Result {
  file: string;
  /** Null when the photo was never announced. */
  id: string | null;
  status: Analysis['status'];
  reason: { code: string; message: string } | null;
  labels: Label[];
  /** What the service's logs call the request that this went by; null when nothing was asked of it. */
  correlationId: string | null;
  /** Milliseconds, each from the start of the file's turn; null for a step that was never reached. */
  timings: { announced: number | null; uploaded: number | null; ended: number | null };
}

/** A file that was not sent, and why. */
export function unsent(file: string, code: string, message: string, correlationId: string | null = null): Result {
  const timings = { announced: null, uploaded: null, ended: null };
  return { file, id: null, status: 'REJECTED', reason: { code, message }, labels: [], correlationId, timings };
}
