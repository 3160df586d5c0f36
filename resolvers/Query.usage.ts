import type { Context, DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { callerOf } from './caller.ts';
import { readToday } from './day-usage.ts';

export { usageOf as response } from './day-usage.ts';

export function request(ctx: Context): DynamoDBGetItemRequest {
  return readToday(callerOf(ctx).owner);
}
