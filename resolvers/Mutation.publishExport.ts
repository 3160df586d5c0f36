import type { Context, NONERequest } from '@aws-appsync/utils';
import type { MutationPublishExportArgs } from '../schema/generated/schema.ts';

/** Stores nothing: the export passes through to its owner's subscribers. */
export function request(ctx: Context<MutationPublishExportArgs>): NONERequest {
  return { payload: ctx.args.export };
}

export function response(ctx: Context): unknown {
  return ctx.result;
}
