import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { Erasure } from '../schema/generated/schema.ts';
import { callerOf } from './caller.ts';
import { ask, dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(ctx: Context): LambdaRequest {
  return ask(ctx, { owner: callerOf(ctx).owner });
}

export function response(ctx: AnswerContext<Erasure>): Erasure {
  return dataOf(ctx);
}
