import type { LambdaRequest } from '@aws-appsync/utils';
import type { Waiting } from '../schema/generated/schema.ts';
import { dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(): LambdaRequest {
  return { operation: 'Invoke', payload: {} };
}

export function response(ctx: AnswerContext<Waiting>): Waiting {
  return dataOf(ctx);
}
