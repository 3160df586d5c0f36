/** A request that AppSync refuses as a whole: an HTTP status, and `errors` without `data`. */
export class RequestError extends Error {
  readonly status: number;
  readonly errorType: string;

  constructor(status: number, errorType: string, message: string) {
    super(message);
    this.status = status;
    this.errorType = errorType;
  }

  static unauthorized(message = 'You are not authorized to make this call.'): RequestError {
    return new RequestError(401, 'UnauthorizedException', message);
  }

  static malformed(message = 'Unable to parse GraphQL query.'): RequestError {
    return new RequestError(400, 'MalformedHttpRequestException', message);
  }

  /** What failed is no fault of the request. */
  static internal(): RequestError {
    return new RequestError(500, 'InternalFailure', 'Internal failure');
  }
}

export interface FieldErrorDetail {
  errorType?: string | null;
  /** Goes to the caller as far as the field's selection set asks for it. */
  data?: unknown;
  errorInfo?: unknown;
}

/** The failure of one field: one element of `errors`, beside whatever else the request could answer. */
export class FieldError extends Error {
  readonly errorType: string | null;
  readonly data: unknown;
  readonly errorInfo: unknown;

  constructor(message: string, { errorType = null, data = null, errorInfo = null }: FieldErrorDetail = {}) {
    super(message);
    this.errorType = errorType;
    this.data = data;
    this.errorInfo = errorInfo;
  }

  static unauthorized(typeName: string, fieldName: string): FieldError {
    return new FieldError(`Not Authorized to access ${fieldName} on type ${typeName}`, { errorType: 'Unauthorized' });
  }
}

/** One element of `errors` as it goes over the wire. */
export interface ErrorEntry {
  path: readonly (string | number)[] | null;
  locations: readonly Location[] | null;
  message: string;
  data?: unknown;
  errorType?: string | null;
  errorInfo?: unknown;
}

export interface Location {
  line: number;
  column: number;
  sourceName: null;
}
