interface ApiErrorOptions extends ErrorOptions {
  errorInfo?: unknown;
  correlationId?: string | undefined;
}

/**
 * A failure with a stable name. `errorType` is what the service calls it (`QuotaExceeded`, `NotFound`, S3's
 * `AccessDenied`, ...), or `NetworkError` when no answer came, or `InvalidAnswer` when one came that is no answer.
 * `errorInfo` is whatever the service adds, unchecked; null when it adds nothing. By `correlationId` its logs know the
 * request, if it was one.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly errorType: string;
  readonly errorInfo: unknown;
  readonly correlationId: string | undefined;

  constructor(errorType: string, message: string, options: ApiErrorOptions = {}) {
    super(message, options);
    this.errorType = errorType;
    this.errorInfo = options.errorInfo ?? null;
    this.correlationId = options.correlationId;
  }
}

/** The error of a request that got no answer. */
export function networkError(cause: unknown, correlationId?: string): ApiError {
  return new ApiError('NetworkError', 'The service could not be reached.', { cause, correlationId });
}
