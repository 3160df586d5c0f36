import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { Usage } from '../schema/generated/schema.ts';
import { ask, dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(ctx: Context): LambdaRequest {
  return ask(ctx, { read: 'serviceUsage' });
}

export function response(ctx: AnswerContext<Usage>): Usage {
  return dataOf(ctx);
}
