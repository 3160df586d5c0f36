import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/api-error.ts';
import { failureWords, mayPass, needsSignIn, quotaReached, usageWords } from './words.ts';

describe('failureWords', () => {
  it('says when more photos can be sent', () => {
    const error = quotaReached({ used: 100, limit: 100, resetsAt: '2026-11-23T00:00:00.000Z' });
    expect(failureWords(error)).toBe('You can send 100 photos a day. You can send more from 00:00 UTC.');
  });

  it('passes on the words of the service when it has none of its own', () => {
    expect(failureWords(new ApiError('UserBlocked', 'You have been blocked.'))).toBe('You have been blocked.');
    expect(failureWords(new ApiError('QuotaExceeded', 'Enough for today.'))).toBe('Enough for today.');
  });

  it.each(['UnauthorizedException', 'Unauthorized', 'SignInExpired'])('sends %s to sign in', (errorType) => {
    const error = new ApiError(errorType, 'x');
    expect(needsSignIn(error)).toBe(true);
    expect(failureWords(error)).toBe('Your sign-in has expired. Sign in again to go on.');
  });
});

describe('mayPass', () => {
  it('holds for what can be tried again', () => {
    expect(mayPass(new ApiError('NetworkError', 'x'))).toBe(true);
    expect(mayPass(new ApiError('UnsupportedType', 'x'))).toBe(false);
  });
});

describe('usageWords', () => {
  it('says what is left and until when', () => {
    expect(usageWords({ used: 93, limit: 100, resetsAt: '2026-11-23T00:00:00Z' })).toBe(
      '7 of 100 left, resets 00:00 UTC',
    );
    expect(usageWords({ used: 12, limit: 10, resetsAt: '2026-11-23T00:00:00Z' })).toBe(
      '0 of 10 left, resets 00:00 UTC',
    );
  });
});
