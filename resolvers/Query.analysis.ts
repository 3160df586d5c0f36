import { runtime, util, type Context, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { Analysis, QueryAnalysisArgs } from '../schema/generated/schema.ts';
import { tableKeys } from '../schema/table.ts';
import { callerOf } from './caller.ts';
import { fault } from './fault.ts';

export function request(ctx: Context<QueryAnalysisArgs>): DynamoDBGetItemRequest {
  if (!util.matches('^[0-9A-HJKMNP-TV-Z]{26}$', ctx.args.id)) runtime.earlyReturn(null);
  const key = tableKeys.analysis(callerOf(ctx).owner, ctx.args.id);
  return { operation: 'GetItem', key: util.dynamodb.toMapValues(key), consistentRead: true };
}

export function response(ctx: Context<QueryAnalysisArgs, object, object, object, Analysis | null>): Analysis | null {
  if (ctx.error) fault(ctx);
  return ctx.result;
}
