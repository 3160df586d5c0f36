import { extensions, util, type Context, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { tableKeys } from '../schema/table.ts';
import { callerOf } from './caller.ts';
import { correlationIdOf } from './correlation.ts';
import { fault } from './fault.ts';
import { userOf, type UserItem } from './user.ts';

export type OwnContext = Context<{ owner: string }, object, object, object, UserItem | null>;

/** Runs once, when somebody subscribes: only to one's own, and not while blocked. */
export function request(ctx: OwnContext): DynamoDBGetItemRequest {
  const { owner } = callerOf(ctx);
  if (ctx.args.owner !== owner) util.unauthorized();
  return { operation: 'GetItem', key: util.dynamodb.toMapValues(tableKeys.user(owner)), consistentRead: true };
}

export function response(ctx: OwnContext): null {
  if (ctx.error) fault(ctx);
  if (ctx.result && userOf(ctx.result).blocked) {
    util.error('Your account is blocked.', 'UserBlocked', null, { correlationId: correlationIdOf(ctx) });
  }
  extensions.setSubscriptionInvalidationFilter(util.transform.toSubscriptionFilter({ owner: { eq: ctx.args.owner } }));
  return null;
}
