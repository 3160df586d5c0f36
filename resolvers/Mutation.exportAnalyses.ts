import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { Export, MutationExportAnalysesArgs } from '../schema/generated/schema.ts';
import { callerOf } from './caller.ts';
import { ask, dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(ctx: Context<MutationExportAnalysesArgs>): LambdaRequest {
  const { filter, format } = ctx.args;
  return ask(ctx, { owner: callerOf(ctx).owner, filter, format });
}

export function response(ctx: AnswerContext<Export>): Export {
  return dataOf(ctx);
}
