import { runtime, util, type Context, type LambdaRequest } from '@aws-appsync/utils';
import type { Analysis } from '../schema/generated/schema.ts';

/** An analysis as it is stored or published: `thumbnail` tells whether there is one. */
export type LinkContext = Context<object, object, object, Analysis & { thumbnail?: boolean }, { url: string }>;

export const analysisId = '^[0-9A-HJKMNP-TV-Z]{26}$';
export const userId = '^[A-Za-z0-9-]{1,64}$';

/**
 * Asks for a link to the photo or its thumbnail, together with the other photos of the page; there is none before the
 * photo is there.
 */
export function linkRequest(ctx: LinkContext, thumbnail: boolean): LambdaRequest {
  const { id, owner, status } = ctx.source ?? util.error('A link belongs to an analysis.', 'InvalidInput');
  if (status === 'AWAITING_UPLOAD' || status === 'EXPIRED') runtime.earlyReturn(null);
  // What is published names its photo in its own words; only a photo's place is signed.
  if (!util.matches(analysisId, id) || !util.matches(userId, owner)) runtime.earlyReturn(null);
  return { operation: 'BatchInvoke', payload: { id, owner, thumbnail } };
}

/** Without a link an analysis is still worth telling of: a photo can be asked for again. */
export function response(ctx: LinkContext): string | null {
  return ctx.error ? null : ctx.result.url;
}
