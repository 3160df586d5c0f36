import { runtime, util, type Context, type LambdaRequest } from '@aws-appsync/utils';
import type { Export } from '../schema/generated/schema.ts';
import { analysisId, userId } from './image-link.ts';

export { response } from './image-link.ts';

/** Asks for a link to the file; there is none before it is whole. */
export function request(ctx: Context<object, object, object, Export>): LambdaRequest {
  const { id, owner, format, status } = ctx.source ?? util.error('A link belongs to an export.', 'InvalidInput');
  if (status !== 'COMPLETED') runtime.earlyReturn(null);
  if (!util.matches(analysisId, id) || !util.matches(userId, owner)) runtime.earlyReturn(null);
  return { operation: 'BatchInvoke', payload: { id, owner, format } };
}
