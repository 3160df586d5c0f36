import { util, type Context, type DynamoDBQueryRequest } from '@aws-appsync/utils';
import type { QueryUsersArgs } from '../schema/generated/schema.ts';
import { tableKeys } from '../schema/table.ts';
import { pageSize } from './page-size.ts';
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

type Page<Item> = { items: Item[]; nextToken?: string | null };

export function response(ctx: Context<QueryUsersArgs, object, object, object, Page<UserItem>>): Page<SeenUser> {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return { items: ctx.result.items.map((item) => userOf(item)), nextToken: ctx.result.nextToken ?? null };
}
