import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** Undefined instead of an exception when the condition of a write does not hold: nothing has changed then. */
export async function unlessConditionFails<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
