/** What a caller can get wrong, with the stable code that GraphQL shows as `errorType`. */
export type CallerErrorCode =
  | 'QuotaExceeded'
  | 'UserBlocked'
  | 'ServicePaused'
  | 'FileTooLarge'
  | 'UnsupportedType'
  | 'InvalidInput'
  | 'NotFound'
  | 'Conflict';

/** An expected refusal: `code` for programs, `message` for people, `info` with what helps to mend it. */
export class CallerError extends Error {
  readonly code: CallerErrorCode;
  readonly info: Record<string, unknown>;

  constructor(code: CallerErrorCode, message: string, info: Record<string, unknown> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.info = info;
  }
}

/** What a function answers to AppSync: data, or a refusal that the resolver hands on as a GraphQL error. */
export type Answer<T> =
  { data: T } | { error: { type: CallerErrorCode; message: string; info: Record<string, unknown> } };

/** Turns refusals into answers; anything else is a fault and stays an exception. */
export async function answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { data: await work() };
  } catch (error) {
    if (error instanceof CallerError) {
      return { error: { type: error.code, message: error.message, info: error.info } };
    }
    throw error;
  }
}
