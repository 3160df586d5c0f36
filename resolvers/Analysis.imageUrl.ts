import type { LambdaRequest } from '@aws-appsync/utils';
import { linkRequest, type LinkContext } from './image-link.ts';

export { response } from './image-link.ts';

export function request(ctx: LinkContext): LambdaRequest {
  return linkRequest(ctx, false);
}
