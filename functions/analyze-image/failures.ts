import type { ReasonCode } from '../../schema/generated/schema.ts';

/** What becomes of an analysis when a call it needs fails. */
export type Verdict = { kind: 'retry' } | { kind: 'reject'; code: ReasonCode } | { kind: 'fail'; code: ReasonCode };

const rejects: Record<string, ReasonCode> = {
  InvalidImageFormatException: 'NOT_AN_IMAGE',
  ImageTooLargeException: 'TOO_LARGE',
};

/** A mistake in this code: the same call fails the same way for ever. */
const fails = [
  // All services, as far as they name it so.
  ...['ValidationException', 'ValidationError', 'InvalidAction', 'MalformedQueryString', 'MissingAction'],
  ...['InvalidParameterCombination', 'InvalidParameterValue', 'InvalidQueryParameter', 'MissingParameter'],
  ...['UnknownOperationException', 'SerializationException'],
  // Rekognition.
  'InvalidParameterException',
  // S3.
  ...['InvalidArgument', 'InvalidRequest', 'InvalidURI', 'InvalidBucketName', 'KeyTooLongError', 'InvalidRange'],
  ...['MethodNotAllowed', 'NotImplemented', 'MissingContentLength', 'MissingSecurityHeader', 'MetadataTooLarge'],
  ...['EntityTooLarge', 'EntityTooSmall', 'InvalidDigest', 'InvalidStorageClass', 'InvalidEncryptionAlgorithmError'],
  ...['EncryptionTypeMismatch', 'InvalidWriteOffset', 'TooManyParts', 'MalformedXML', 'PreconditionFailed'],
  // DynamoDB: an item or a collection of items that is too large.
  'ItemCollectionSizeLimitExceededException',
  // EventBridge, of one event.
  ...['MalformedDetail', 'RedactionFailure', 'InvalidAccountIdException'],
];

/** Too busy, briefly away, or overtaken by another call. */
const passes = [
  // All services.
  ...['ThrottlingException', 'Throttling', 'ThrottledException', 'RequestThrottled', 'RequestThrottledException'],
  ...['TooManyRequestsException', 'LimitExceededException', 'RequestLimitExceeded', 'BandwidthLimitExceeded'],
  ...['InternalFailure', 'InternalServerError', 'InternalError', 'InternalException', 'InternalServiceError'],
  ...['ServiceUnavailable', 'ServiceUnavailableException', 'RequestTimeout', 'RequestTimeoutException'],
  ...['RequestExpired', 'RequestTimeTooSkewed', 'RequestAbortedException'],
  // The connection, and the SDK itself.
  ...['TimeoutError', 'AbortError', 'NetworkingError', 'ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'],
  'CredentialsProviderError',
  // Rekognition and DynamoDB.
  'ProvisionedThroughputExceededException',
  // S3.
  ...['SlowDown', 'Busy', 'OperationAborted', 'ConditionalRequestConflict', 'IncompleteBody', 'BadDigest'],
  ...['XAmzContentSHA256Mismatch', 'XAmzContentChecksumMismatch', 'TemporaryRedirect', 'Redirect'],
  // DynamoDB.
  ...['ConditionalCheckFailedException', 'TransactionConflictException', 'TransactionInProgressException'],
  ...['ReplicatedWriteConflictException', 'ResourceInUseException', 'InvalidEndpointException'],
];

/** A photo that is being deleted, a permission or a resource that is missing: mended by people, kept until they have. */
const waits = [
  // All services.
  ...['AccessDeniedException', 'AccessDenied', 'NotAuthorized', 'OptInRequired', 'UnrecognizedClientException'],
  ...['ExpiredToken', 'ExpiredTokenException', 'InvalidClientTokenId', 'InvalidAccessKeyId', 'InvalidToken'],
  ...['MissingAuthenticationToken', 'MissingAuthenticationTokenException', 'IncompleteSignature'],
  ...['IncompleteSignatureException', 'InvalidSignatureException', 'SignatureDoesNotMatch', 'TokenRefreshRequired'],
  'ResourceNotFoundException',
  // Rekognition cannot read the photo.
  'InvalidS3ObjectException',
  // S3.
  ...['NoSuchKey', 'NoSuchBucket', 'NoSuchVersion', 'NotFound', 'InvalidObjectState', 'InvalidBucketState'],
  ...['AccountProblem', 'AllAccessDisabled', 'NotSignedUp', 'InvalidSecurity', 'InvalidPayer', 'PermanentRedirect'],
  ...['AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'],
  ...['KMS.DisabledException', 'KMS.InvalidStateException', 'KMS.NotFoundException', 'KMS.KMSInvalidStateException'],
  // EventBridge, of one event.
  ...['NotAuthorizedForSourceException', 'NotAuthorizedForDetailTypeException'],
];

const retry: Verdict = { kind: 'retry' };

/**
 * Every error that is known by name, so that nothing transient becomes permanent and nothing permanent is tried for
 * ever. Sources: the API references of DetectLabels, S3 (list of error codes), DynamoDB (error handling), EventBridge
 * (PutEvents and its result entries), and AWS's common errors.
 */
export const verdicts: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ...Object.entries(rejects).map(([name, code]) => [name, { kind: 'reject', code }] as const),
  ...fails.map((name) => [name, { kind: 'fail', code: 'INTERNAL_ERROR' }] as const),
  ...[...passes, ...waits].map((name) => [name, retry] as const),
]);

/** What to do about an error. One that is not known by name is tried again: the dead-letter queue ends it. */
export function verdictOn(error: unknown): Verdict {
  return (error instanceof Error ? verdicts.get(error.name) : undefined) ?? retry;
}
