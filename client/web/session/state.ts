import type { ApiError } from '../../api/api-error.ts';
import type { Analysis, Usage } from '../../api/api.ts';
import type { ConnectionState } from '../../api/realtime.ts';
import type { Change } from '../photo/prepare-photo.ts';
import type { Problem } from '../problem.ts';

/** A photo that was added on this page, from its file to its arrival. */
export interface Sending {
  key: string;
  fileName: string;
  /** Of what is sent; of the file until that is known. */
  size: number;
  /** An object URL of what is sent; of the file until that is known. */
  preview: string;
  step: SendingStep;
  /** What was done to the photo so that it could be sent. */
  change?: Change;
  /** The service had this photo already. */
  known?: boolean;
  /** Undefined until it has been announced, and again once it has been cancelled. */
  analysisId?: string | undefined;
}

type SendingStep =
  | { name: 'checking' }
  | { name: 'uploading'; share: number }
  | { name: 'sent' }
  | { name: 'cancelled' }
  | { name: 'refused'; problem: Problem; retry: boolean };

/** A photo that is gone from the page and will be deleted unless somebody wants it back. */
export interface Removal {
  id: string;
  fileName: string;
  sending: Sending | undefined;
}

/** Everything that the page shows is derived from this. */
export interface State {
  /** Newest first. */
  analyses: readonly Analysis[];
  /** Ids that have been deleted here, so that a late message does not bring them back. */
  deleted: ReadonlySet<string>;
  /** What waits to be deleted. */
  removals: readonly Removal[];
  /** Those added last come first. */
  sendings: readonly Sending[];
  connection: ConnectionState | 'offline';
  /** Null until it has been read. */
  usage: Usage | null;
  /** About how many seconds a photo that waits may still wait; null when none waits, or nobody knows. */
  waitSeconds: number | null;
  /** Of the next page of older analyses; null when there is none, undefined until the first has been read. */
  nextToken: string | null | undefined;
  /** Why the last reading failed; null when it did not. */
  failure: ApiError | null;
  /** Why the service takes no photos from this person now, though it answers: a block or a pause. */
  barrier: Problem | null;
}

export const initialState: State = {
  analyses: [],
  deleted: new Set(),
  removals: [],
  sendings: [],
  connection: 'connecting',
  usage: null,
  waitSeconds: null,
  nextToken: undefined,
  failure: null,
  barrier: null,
};

const FINAL = new Set(['COMPLETED', 'REJECTED', 'FAILED', 'EXPIRED']);

export function isFinal({ status }: Pick<Analysis, 'status'>): boolean {
  return FINAL.has(status);
}

/** Whether the service has the photo. */
export function hasPhoto({ status }: Pick<Analysis, 'status'>): boolean {
  return status !== 'AWAITING_UPLOAD' && status !== 'EXPIRED';
}

const BARRIERS = new Set(['UserBlocked', 'ServicePaused']);

export function isBarrier({ name }: Problem): boolean {
  return BARRIERS.has(name);
}
