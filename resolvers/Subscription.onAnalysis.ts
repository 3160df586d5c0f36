import { util, type Context, type NONERequest } from '@aws-appsync/utils';
import type { SubscriptionOnAnalysisArgs } from '../schema/generated/schema.ts';
import { callerOf } from './caller.ts';

/** Runs once, when somebody subscribes: only to one's own. */
export function request(ctx: Context<SubscriptionOnAnalysisArgs>): NONERequest {
  if (ctx.args.owner !== callerOf(ctx).owner) util.unauthorized();
  return { payload: null };
}

export function response(): null {
  return null;
}
