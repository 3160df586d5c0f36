import { extensions, type Context, type LambdaRequest } from '@aws-appsync/utils';
import type { MutationSetUserBlockedArgs } from '../schema/generated/schema.ts';
import { callerOf } from './caller.ts';
import { ask, dataOf, type AnswerContext } from './lambda-answer.ts';
import { userOf, type SeenUser, type UserItem } from './user.ts';

export function request(ctx: Context<MutationSetUserBlockedArgs>): LambdaRequest {
  const { userId, blocked, reason } = ctx.args;
  return ask(ctx, { by: callerOf(ctx).owner, userId, blocked, ...(reason ? { reason } : {}) });
}

export function response(ctx: AnswerContext<UserItem>): SeenUser {
  const user = userOf(dataOf(ctx));
  // Who is blocked hears no more: the socket is closed, and both subscriptions refuse them when they come back.
  if (user.blocked) {
    extensions.invalidateSubscriptions({ subscriptionField: 'onAnalysis', payload: { owner: user.id } });
    extensions.invalidateSubscriptions({ subscriptionField: 'onExport', payload: { owner: user.id } });
  }
  return user;
}
