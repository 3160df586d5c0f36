import { runtime, util, type Context, type LambdaRequest } from '@aws-appsync/utils';
import type { Analysis } from '../schema/generated/schema.ts';

type LinkContext = Context<object, object, object, Analysis, { url: string }>;

/** Asks for a link to the photo, together with the other photos of the page; there is none before the photo is there. */
export function request(ctx: LinkContext): LambdaRequest {
  const { id, owner, status } = ctx.source ?? util.error('A link belongs to an analysis.', 'InvalidInput');
  if (status === 'AWAITING_UPLOAD' || status === 'EXPIRED') runtime.earlyReturn(null);
  return { operation: 'BatchInvoke', payload: { id, owner } };
}

export function response(ctx: LinkContext): string {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result.url;
}
