import type { Context, NONERequest } from '@aws-appsync/utils';
import type { MutationPublishAnalysisArgs } from '../schema/generated/schema.ts';

/** Stores nothing: the analysis passes through to its owner's subscribers. */
export function request(ctx: Context<MutationPublishAnalysisArgs>): NONERequest {
  return { payload: ctx.args.analysis };
}

export function response(ctx: Context): unknown {
  return ctx.result;
}
