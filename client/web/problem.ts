import type { ApiError } from '../api/api-error.ts';
import type { Usage } from '../api/api.ts';
import { isObject } from '../api/json.ts';
import type { Fault } from '../api/preflight.ts';

/** Why something did not work: a stable name, what belongs to it, and the service's own words if it had any. */
export interface Problem {
  name: string;
  values: Readonly<Record<string, string | number>>;
  message: string;
  /** What the service's logs call the request that failed, if it was one. */
  correlationId?: string | undefined;
}

const SIGN_IN = new Set(['SignInExpired', 'Unauthorized', 'UnauthorizedException']);

/** Failures that may be gone when the same is tried again: now, or when the day or the month is over. */
const PASSING = new Set([
  'NetworkError',
  'InvalidAnswer',
  'AccessDenied',
  'RequestTimeout',
  'InternalError',
  'SlowDown',
  'QuotaExceeded',
  'UserBlocked',
  'ServicePaused',
  ...SIGN_IN,
]);

export function needsSignIn({ errorType }: Pick<ApiError, 'errorType'>): boolean {
  return SIGN_IN.has(errorType);
}

export function mayPass({ name }: Problem): boolean {
  return PASSING.has(name);
}

/**
 * What an error is to people: all names of an expired sign-in are one, and `errorInfo` gives the values.
 * @param correlationId of what the failed request belongs to, where the request itself has none
 */
export function problemOf(error: ApiError, correlationId?: string | null): Problem {
  const name = needsSignIn(error) ? 'SignInExpired' : error.errorType;
  return {
    name,
    values: plainValues(error.errorInfo),
    message: error.message,
    correlationId: error.correlationId ?? correlationId ?? undefined,
  };
}

/** What the check before sending found. */
export function problemOfFault({ name, ...values }: Fault): Problem {
  return { name, values, message: '' };
}

/** What the service says once the day's limit is reached. */
export function quotaReached({ used, limit, resetsAt }: Usage, correlationId?: string): Problem {
  return { name: 'QuotaExceeded', values: { used, limit, resetsAt }, message: '', correlationId };
}

function plainValues(info: unknown): Problem['values'] {
  const entries = Object.entries(isObject(info) ? info : {}).filter(([name]) => name !== 'correlationId');
  return Object.fromEntries(entries.filter((entry): entry is [string, string | number] => isPlain(entry[1])));
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
