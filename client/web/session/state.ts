import type { ApiError } from '../../api/api-error.ts';
import type { Analysis, Usage } from '../../api/api.ts';
import type { ConnectionState } from '../../api/realtime.ts';

/** A photo that was added on this page, from its file to its arrival. */
export interface Sending {
  key: string;
  fileName: string;
  size: number;
  /** An object URL of the file. */
  preview: string;
  step: SendingStep;
  /** Undefined until it has been announced. */
  analysisId?: string;
}

type SendingStep =
  | { name: 'checking' }
  | { name: 'uploading'; share: number }
  | { name: 'sent' }
  | { name: 'refused'; words: string; retry: boolean };

/** Everything that the page shows is derived from this. */
export interface State {
  /** Newest first. */
  analyses: readonly Analysis[];
  /** Ids that have been deleted here, so that a late message does not bring them back. */
  deleted: ReadonlySet<string>;
  /** Those added last come first. */
  sendings: readonly Sending[];
  connection: ConnectionState | 'offline';
  /** Null until it has been read. */
  usage: Usage | null;
  /** Of the next page of older analyses; null when there is none, undefined until the first has been read. */
  nextToken: string | null | undefined;
  /** Why the last reading failed; null when it did not. */
  failure: ApiError | null;
}

export const initialState: State = {
  analyses: [],
  deleted: new Set(),
  sendings: [],
  connection: 'connecting',
  usage: null,
  nextToken: undefined,
  failure: null,
};

const FINAL = new Set(['COMPLETED', 'REJECTED', 'FAILED', 'EXPIRED']);

export function isFinal({ status }: Analysis): boolean {
  return FINAL.has(status);
}
