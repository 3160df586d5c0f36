import type { Context } from '@aws-appsync/utils';
import type { AnalysisPage, QueryAnalysesArgs } from '../schema/generated/schema.ts';
import { pageSize } from './page.ts';

/** Before the steps: what the table answers alone is read from it; the rest is searched for. */
export function request(ctx: Context<QueryAnalysesArgs>): object {
  pageSize(ctx.args.limit);
  return {};
}

export function response(ctx: Context<QueryAnalysesArgs, object, { result: AnalysisPage }>): AnalysisPage {
  const { items, nextToken } = ctx.prev.result;
  return { items, nextToken };
}
