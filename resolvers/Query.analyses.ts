import { util, type Context, type DynamoDBQueryRequest } from '@aws-appsync/utils';
import type { Analysis, AnalysisPage, QueryAnalysesArgs } from '../schema/generated/schema.ts';
import { analysisPrefix, tableKeys } from '../schema/table.ts';
import { filterExpression } from './analysis-filter.ts';
import { callerOf } from './caller.ts';
import { pageOf, pageSize, type PageContext } from './page.ts';
import { startOfDay, ulidTime } from './ulid-bounds.ts';

const dayMilliseconds = 86400000;

export function request(ctx: Context<QueryAnalysesArgs>): DynamoDBQueryRequest {
  const { filter, limit, nextToken } = ctx.args;
  const size = pageSize(limit);
  if (filter?.from && filter.to && startOfDay(filter.from) > startOfDay(filter.to)) {
    util.error('from cannot be later than to.', 'InvalidInput');
  }
  const first = filter?.from ? ulidTime(startOfDay(filter.from)) : '';
  const conditions = filter ? filterExpression(filter) : undefined;
  // ~ sorts after every character of a ULID.
  const last = filter?.to ? `${ulidTime(startOfDay(filter.to) + dayMilliseconds - 1)}~` : '~';
  return {
    operation: 'Query',
    query: {
      expression: 'PK = :owner AND SK BETWEEN :first AND :last',
      expressionValues: util.dynamodb.toMapValues({
        ':owner': tableKeys.analysis(callerOf(ctx).owner, '').PK,
        ':first': analysisPrefix + first,
        ':last': analysisPrefix + last,
      }),
    },
    ...(conditions ? { filter: conditions } : {}),
    scanIndexForward: false,
    limit: size,
    ...(nextToken ? { nextToken } : {}),
  };
}

export function response(ctx: PageContext<QueryAnalysesArgs, Analysis>): AnalysisPage {
  return pageOf(ctx);
}
