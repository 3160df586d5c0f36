import { ApiError } from '../api/api-error.ts';
import type { Usage } from '../api/api.ts';
import { isObject, stringAt } from '../api/json.ts';

const SIGN_IN = new Set(['SignInExpired', 'Unauthorized', 'UnauthorizedException']);

/** Failures that may be gone when the same is tried again. */
const PASSING = new Set([
  'NetworkError',
  'InvalidAnswer',
  'AccessDenied',
  'RequestTimeout',
  'InternalError',
  'SlowDown',
]);

const WORDS: Readonly<Record<string, string>> = {
  NetworkError: 'The service cannot be reached. Check your connection.',
  InvalidAnswer: 'The service gave no readable answer. Try again in a moment.',
  // What S3 calls them.
  AccessDenied: 'The time to send this photo has run out. Try again.',
  BadDigest: 'The file changed while it was being sent. Add it again.',
  XAmzContentChecksumMismatch: 'The file changed while it was being sent. Add it again.',
  SignatureDoesNotMatch: 'The file changed while it was being sent. Add it again.',
};

/** Why something did not work, in plain words. */
export function failureWords(error: ApiError): string {
  if (needsSignIn(error)) return 'Your sign-in has expired. Sign in again to go on.';
  if (error.errorType === 'QuotaExceeded') return quotaWords(error);
  // The service's own messages are plain words already.
  return WORDS[error.errorType] ?? error.message;
}

export function needsSignIn({ errorType }: ApiError): boolean {
  return SIGN_IN.has(errorType);
}

export function mayPass({ errorType }: ApiError): boolean {
  return PASSING.has(errorType);
}

/** `7 of 100 left, resets 00:00 UTC`. */
export function usageWords({ used, limit, resetsAt }: Usage): string {
  return `${Math.max(0, limit - used)} of ${limit} left, resets ${timeUtc(resetsAt)}`;
}

/** What the service says once the day's limit is reached. */
export function quotaReached(usage: Usage): ApiError {
  return new ApiError('QuotaExceeded', 'The daily limit is reached.', { errorInfo: usage });
}

function quotaWords({ errorInfo, message }: ApiError): string {
  const resetsAt = stringAt(errorInfo, 'resetsAt');
  const limit = isObject(errorInfo) ? errorInfo.limit : undefined;
  if (resetsAt === undefined || typeof limit !== 'number') return message;
  return `You can send ${limit} photos a day. You can send more from ${timeUtc(resetsAt)}.`;
}

function timeUtc(time: string): string {
  return `${new Date(time).toISOString().slice(11, 16)} UTC`;
}
