import { runtime, util, type Context, type DynamoDBQueryRequest } from '@aws-appsync/utils';
import { cursorOf, positionIn } from '../../schema/cursor.ts';
import type { Analysis, QueryAnalysesArgs } from '../../schema/generated/schema.ts';
import { analysisPrefix, tableKeys } from '../../schema/table.ts';
import { afterAllUlids, afterDay, beforeDay, justBefore } from '../../schema/ulid.ts';
import { callerOf } from '../caller.ts';
import { fault } from '../fault.ts';
import { pageSize } from '../page.ts';

type PageContext = Context<QueryAnalysesArgs, object, object, object, { items: Analysis[]; nextToken?: string | null }>;

/** Reads a page of all analyses, or of those of some days, where it lies; what else is asked for is searched for. */
export function request(ctx: Context<QueryAnalysesArgs>): DynamoDBQueryRequest {
  const { filter, limit, nextToken } = ctx.args;
  const { owner } = callerOf(ctx);
  if (filter?.status || filter?.labels || (filter?.minConfidence ?? null) !== null) runtime.earlyReturn(null);
  const after = nextToken ? (positionIn(owner, filter, nextToken) ?? invalid('nextToken is not of this list.')) : null;
  if (filter?.from && filter.to && startOfDay(filter.from) > startOfDay(filter.to)) {
    invalid('from cannot be later than to.');
  }
  const first = filter?.from ? beforeDay(startOfDay(filter.from)) : '';
  const last = filter?.to ? afterDay(startOfDay(filter.to)) : afterAllUlids;
  return {
    operation: 'Query',
    query: {
      expression: 'PK = :owner AND SK BETWEEN :first AND :last',
      expressionValues: util.dynamodb.toMapValues({
        ':owner': tableKeys.analysis(owner, '').PK,
        ':first': analysisPrefix + first,
        ':last': analysisPrefix + later(after ? justBefore(after) : last, first),
      }),
    },
    scanIndexForward: false,
    limit: pageSize(limit),
  };
}

/** The page, and how many are missing: what one read of DynamoDB gives has 1 MB at most. */
export function response(ctx: PageContext) {
  if (ctx.error) fault(ctx);
  const { items, nextToken } = ctx.result;
  const last = items.length > 0 ? items[items.length - 1] : undefined;
  if (!nextToken || !last) return { items, nextToken: null, missing: 0 };
  const cursor = cursorOf(callerOf(ctx).owner, ctx.args.filter, last.id);
  return { items, nextToken: cursor, missing: pageSize(ctx.args.limit) - items.length };
}

/** The later of two: a range does not end before it begins. */
function later(one: string, other: string): string {
  return one > other ? one : other;
}

/** Milliseconds at the start (UTC) of a day; an offset after it, which an AWSDate may have, does not count. */
function startOfDay(day: string): number {
  return util.time.parseISO8601ToEpochMilliSeconds(`${day.slice(0, 10)}T00:00:00.000Z`);
}

function invalid(message: string): never {
  util.error(message, 'InvalidInput');
}
