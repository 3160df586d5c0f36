import type { LambdaRequest } from '@aws-appsync/utils';
import type { Usage } from '../schema/generated/schema.ts';
import { dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(): LambdaRequest {
  return { operation: 'Invoke', payload: { read: 'serviceUsage' } };
}

export function response(ctx: AnswerContext<Usage>): Usage {
  return dataOf(ctx);
}
