import type { LambdaRequest } from '@aws-appsync/utils';
import { linkRequest, type LinkContext } from './image-link.ts';

export { response } from './image-link.ts';

/** The photo itself where there is no thumbnail. */
export function request(ctx: LinkContext): LambdaRequest {
  return linkRequest(ctx, ctx.source?.thumbnail === true);
}
