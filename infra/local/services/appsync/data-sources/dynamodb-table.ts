import { randomBytes } from 'node:crypto';
import type { AwsError } from '../../service.ts';

/** A table as the operations need it. `call` throws an {@link AwsError}. */
export interface Table {
  name: string;
  call(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>;
}

/** The exceptions that the SDK behind AppSync knows by name; the others are a `DynamoDbException`. */
const namedExceptions = new Set([
  'ConditionalCheckFailedException',
  'InternalServerError',
  'ItemCollectionSizeLimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ResourceNotFoundException',
]);

/** `ctx.error`, in the words of the SDK that AppSync uses. */
export function contextError(error: AwsError): { message: string; type: string } {
  const requestId = randomBytes(26).toString('hex').toUpperCase();
  return {
    message: `${error.message} (Service: DynamoDb, Status Code: ${String(error.status)}, Request ID: ${requestId})`,
    type: `DynamoDB:${namedExceptions.has(error.code) ? error.code : 'DynamoDbException'}`,
  };
}
