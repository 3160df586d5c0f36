import { util, type Context } from '@aws-appsync/utils';
import { fault } from './fault.ts';

const defaultLimit = 25;
const mostLimit = 100;

/** How many items a page holds at most. */
export function pageSize(limit: number | null | undefined): number {
  const size = limit ?? defaultLimit;
  if (size < 1 || size > mostLimit) util.error(`limit has to be 1 to ${mostLimit}.`, 'InvalidInput');
  return size;
}

export type Page<Item> = { items: Item[]; nextToken: string | null };

export type PageContext<Args extends { nextToken?: string | null }, Item> = Context<
  Args,
  object,
  object,
  object,
  { items: Item[]; nextToken?: string | null }
>;

/** What AppSync calls a token it did not give, and what DynamoDB cannot make sense of. */
const refusals = ['DynamoDB:UserIllegalArgumentException', 'DynamoDB:DynamoDbException'];

/**
 * The page as DynamoDB gave it. Whatever else a page is asked by has been checked: when it is refused, the token was
 * made up or is another list's.
 */
export function pageOf<Args extends { nextToken?: string | null }, Item>(ctx: PageContext<Args, Item>): Page<Item> {
  if (ctx.error) {
    const wrongToken = ctx.args.nextToken && refusals.indexOf(ctx.error.type) > -1;
    if (wrongToken) util.error('nextToken is not of this list.', 'InvalidInput');
    fault(ctx);
  }
  return { items: ctx.result.items, nextToken: ctx.result.nextToken ?? null };
}
