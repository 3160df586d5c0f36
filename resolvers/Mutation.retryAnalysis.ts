import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { Analysis, MutationRetryAnalysisArgs } from '../schema/generated/schema.ts';
import { callerOf } from './caller.ts';
import { ask, dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(ctx: Context<MutationRetryAnalysisArgs>): LambdaRequest {
  const { id, version } = ctx.args;
  return ask(ctx, { owner: callerOf(ctx).owner, id, version });
}

export function response(ctx: AnswerContext<Analysis>): Analysis {
  return dataOf(ctx);
}
