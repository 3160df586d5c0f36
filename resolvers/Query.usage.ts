import { util, type Context, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { Usage } from '../schema/generated/schema.ts';
import { tableKeys } from '../schema/table.ts';
import { callerOf } from './caller.ts';

export function request(ctx: Context): DynamoDBGetItemRequest {
  const today = util.time.nowISO8601().slice(0, 10);
  const key = tableKeys.day(callerOf(ctx).owner, today);
  return { operation: 'GetItem', key: util.dynamodb.toMapValues(key), consistentRead: true };
}

export function response(ctx: Context<object, object, object, object, { used: number } | null>): Usage {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const dayMilliseconds = 86400000;
  const daysGone = Math.floor(util.time.nowEpochMilliSeconds() / dayMilliseconds);
  return {
    used: ctx.result?.used ?? 0,
    limit: +(ctx.env.DAILY_LIMIT ?? 0),
    resetsAt: util.time.epochMilliSecondsToISO8601((daysGone + 1) * dayMilliseconds),
  };
}
