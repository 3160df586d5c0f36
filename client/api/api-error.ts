/**
 * A failure with a stable name. `errorType` is what the service calls it (`QuotaExceeded`, `NotFound`, S3's
 * `AccessDenied`, ...), or `NetworkError` when no answer came, or `InvalidAnswer` when one came that is no answer.
 * `errorInfo` is whatever the service adds, unchecked; null when it adds nothing.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly errorType: string;
  readonly errorInfo: unknown;

  constructor(errorType: string, message: string, options: ErrorOptions & { errorInfo?: unknown } = {}) {
    super(message, options);
    this.errorType = errorType;
    this.errorInfo = options.errorInfo ?? null;
  }
}

/** The error of a request that got no answer. */
export function networkError(cause: unknown): ApiError {
  return new ApiError('NetworkError', 'The service could not be reached.', { cause });
}
