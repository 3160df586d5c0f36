import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { MutationDeleteAnalysisArgs } from '../schema/generated/schema.ts';
import { callerOf } from './caller.ts';
import { ask, dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(ctx: Context<MutationDeleteAnalysisArgs>): LambdaRequest {
  return ask(ctx, { owner: callerOf(ctx).owner, id: ctx.args.id });
}

export function response(ctx: AnswerContext<string>): string {
  return dataOf(ctx);
}
