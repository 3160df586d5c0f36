import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { Analysis, MutationRetryAnalysisArgs } from '../schema/generated/schema.ts';
import { callerOf } from './caller.ts';
import { dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(ctx: Context<MutationRetryAnalysisArgs>): LambdaRequest {
  return { operation: 'Invoke', payload: { owner: callerOf(ctx).owner, id: ctx.args.id } };
}

export function response(ctx: AnswerContext<Analysis>): Analysis {
  return dataOf(ctx);
}
