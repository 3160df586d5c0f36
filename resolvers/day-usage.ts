import { util, type Context, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { Usage } from '../schema/generated/schema.ts';
import { tableKeys } from '../schema/table.ts';
import { fault } from './fault.ts';

export type DayContext<Source extends object = object> = Context<
  object,
  object,
  object,
  Source,
  { used: number } | null
>;

/** Reads somebody's count of today (UTC). */
export function readToday(owner: string): DynamoDBGetItemRequest {
  const today = util.time.nowISO8601().slice(0, 10);
  return { operation: 'GetItem', key: util.dynamodb.toMapValues(tableKeys.day(owner, today)), consistentRead: true };
}

/** That count, with the limit and when it starts again. */
export function usageOf(ctx: DayContext): Usage {
  if (ctx.error) fault(ctx);
  const dayMilliseconds = 86400000;
  const daysGone = Math.floor(util.time.nowEpochMilliSeconds() / dayMilliseconds);
  return {
    used: ctx.result?.used ?? 0,
    limit: +(ctx.env.DAILY_LIMIT ?? 0),
    resetsAt: util.time.epochMilliSecondsToISO8601((daysGone + 1) * dayMilliseconds),
  };
}
