import { extensions, util, type Context, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { SubscriptionOnAnalysisArgs } from '../schema/generated/schema.ts';
import { tableKeys } from '../schema/table.ts';
import { callerOf } from './caller.ts';
import { userOf, type UserItem } from './user.ts';
import { fault } from './fault.ts';

/** Runs once, when somebody subscribes: only to one's own, and not while blocked. */
export function request(ctx: Context<SubscriptionOnAnalysisArgs>): DynamoDBGetItemRequest {
  const { owner } = callerOf(ctx);
  if (ctx.args.owner !== owner) util.unauthorized();
  return { operation: 'GetItem', key: util.dynamodb.toMapValues(tableKeys.user(owner)), consistentRead: true };
}

export function response(ctx: Context<SubscriptionOnAnalysisArgs, object, object, object, UserItem | null>): null {
  if (ctx.error) fault();
  if (ctx.result && userOf(ctx.result).blocked) util.error('Your account is blocked.', 'UserBlocked');
  extensions.setSubscriptionInvalidationFilter(util.transform.toSubscriptionFilter({ owner: { eq: ctx.args.owner } }));
  return null;
}
