import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { QueryReportArgs, Report } from '../schema/generated/schema.ts';
import { callerOf } from './caller.ts';
import { ask, dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(ctx: Context<QueryReportArgs>): LambdaRequest {
  const { from, to } = ctx.args;
  return ask(ctx, { read: 'report', owner: callerOf(ctx).owner, from, to });
}

export function response(ctx: AnswerContext<Report>): Report {
  return dataOf(ctx);
}
