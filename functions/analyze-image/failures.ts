import type { ReasonCode } from '../../schema/generated/schema.ts';

/** What becomes of an analysis when a call it needs fails. */
export type Verdict = { kind: 'retry' } | { kind: 'reject'; code: ReasonCode } | { kind: 'fail'; code: ReasonCode };

const retry: Verdict = { kind: 'retry' };

/**
 * Every error that is known by name, so that nothing transient becomes permanent and nothing permanent is tried for
 * ever. Sources: Rekognition's DetectLabels, S3's GetObject, DynamoDB's UpdateItem and EventBridge's PutEvents errors.
 */
const verdicts: Record<string, Verdict> = {
  // Rekognition: the photo is at fault.
  InvalidImageFormatException: { kind: 'reject', code: 'NOT_AN_IMAGE' },
  ImageTooLargeException: { kind: 'reject', code: 'TOO_LARGE' },
  // Rekognition: we are at fault, and trying again cannot help.
  InvalidParameterException: { kind: 'fail', code: 'INTERNAL_ERROR' },
  ValidationException: { kind: 'fail', code: 'INTERNAL_ERROR' },
  // Too busy or briefly away: all services.
  ThrottlingException: retry,
  ProvisionedThroughputExceededException: retry,
  RequestLimitExceeded: retry,
  InternalServerError: retry,
  InternalFailure: retry,
  InternalException: retry,
  ServiceUnavailable: retry,
  ServiceUnavailableException: retry,
  LimitExceededException: retry,
  SlowDown: retry,
  TimeoutError: retry,
  // The photo is being deleted, or a permission is missing: mended by people, seen in the dead-letter queue.
  InvalidS3ObjectException: retry,
  AccessDeniedException: retry,
  AccessDenied: retry,
};

/** What to do about an error. One that is not known by name is tried again: the dead-letter queue ends it. */
export function verdictOn(error: unknown): Verdict {
  return (error instanceof Error ? verdicts[error.name] : undefined) ?? retry;
}
