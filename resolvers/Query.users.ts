import { util, type Context, type DynamoDBQueryRequest } from '@aws-appsync/utils';
import type { QueryUsersArgs } from '../schema/generated/schema.ts';
import { tableKeys } from '../schema/table.ts';
import { pageOf, pageSize, type Page, type PageContext } from './page.ts';
import { userOf, type SeenUser, type UserItem } from './user.ts';

export function request(ctx: Context<QueryUsersArgs>): DynamoDBQueryRequest {
  const { limit, nextToken } = ctx.args;
  return {
    operation: 'Query',
    query: {
      expression: 'PK = :users',
      expressionValues: util.dynamodb.toMapValues({ ':users': tableKeys.user('').PK }),
    },
    limit: pageSize(limit),
    ...(nextToken ? { nextToken } : {}),
  };
}

export function response(ctx: PageContext<QueryUsersArgs, UserItem>): Page<SeenUser> {
  const { items, nextToken } = pageOf(ctx);
  return { items: items.map((item) => userOf(item)), nextToken };
}
