import type { FieldError } from '../errors.ts';
import type { SubscriptionFilter } from '../realtime/filter.ts';

/** What a handler does beside returning a value; made anew for each run of a handler. */
export interface Evaluation {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** The field being resolved, for `util.unauthorized()`. */
  typeName: string;
  fieldName: string;
  handler: 'request' | 'response';
  /** As `util.authType()` says it. */
  authType: string;
  log: (level: 'info' | 'error', message: string) => void;
  /** Of `util.appendError()`. */
  appended: FieldError[];
  subscriptionFilter?: SubscriptionFilter | null;
  invalidationFilter?: SubscriptionFilter | null;
  invalidations: Invalidation[];
}

/** Of `extensions.invalidateSubscriptions()`. */
export interface Invalidation {
  subscriptionField: string;
  payload: Record<string, unknown>;
}

/** What `runtime.earlyReturn()` throws; no handler can catch it. */
export class EarlyReturn extends Error {
  readonly value: unknown;
  readonly skipTo: 'END' | 'NEXT' | undefined;

  constructor(value: unknown, skipTo: 'END' | 'NEXT' | undefined) {
    super('early return');
    this.value = value;
    this.skipTo = skipTo;
  }
}
