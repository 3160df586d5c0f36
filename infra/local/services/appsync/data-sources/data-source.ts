import { FieldError } from '../errors.ts';

/** What a data source answers to one request of a resolver or function. */
export interface Answer {
  /** `ctx.result`. */
  result: unknown;
  /** `ctx.error`. The response handler runs all the same. */
  error?: { message: string; type: string };
}

/** Who asks. */
export interface Asker {
  /** ARN of the resolver or function. */
  arn: string;
  maxBatchSize: number;
  /** The same for everything that one request of a client runs. */
  operation: object;
}

export interface DataSource {
  /** Throws a {@link FieldError} for a request that it cannot read. */
  ask(request: unknown, asker: Asker): Promise<Answer>;
}

/** What AppSync says of a request that a handler built wrongly. */
export function unreadableRequest(message: string): FieldError {
  return new FieldError(message, { errorType: 'MappingTemplate' });
}
