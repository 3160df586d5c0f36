import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { QueryOverviewArgs, Report } from '../schema/generated/schema.ts';
import { serviceTotals } from '../schema/table.ts';
import { ask, dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(ctx: Context<QueryOverviewArgs>): LambdaRequest {
  const { from, to } = ctx.args;
  return ask(ctx, { read: 'report', owner: serviceTotals.whole, from, to });
}

export function response(ctx: AnswerContext<Report>): Report {
  return dataOf(ctx);
}
