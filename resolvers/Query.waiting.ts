import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { Waiting } from '../schema/generated/schema.ts';
import { ask, dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(ctx: Context): LambdaRequest {
  return ask(ctx, {});
}

export function response(ctx: AnswerContext<Waiting>): Waiting {
  return dataOf(ctx);
}
