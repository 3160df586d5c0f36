import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { LabelSummary, QueryLabelsArgs } from '../schema/generated/schema.ts';
import { callerOf } from './caller.ts';
import { ask, dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(ctx: Context<QueryLabelsArgs>): LambdaRequest {
  const { prefix, from, to, limit } = ctx.args;
  return ask(ctx, { read: 'labels', owner: callerOf(ctx).owner, prefix, from, to, limit });
}

export function response(ctx: AnswerContext<LabelSummary[]>): LabelSummary[] {
  return dataOf(ctx);
}
