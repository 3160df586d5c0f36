import { runtime, type Context, type LambdaRequest } from '@aws-appsync/utils';
import type { Analysis, QueryAnalysesArgs } from '../../schema/generated/schema.ts';
import { callerOf } from '../caller.ts';
import { ask, dataOf, type AnswerContext } from '../lambda-answer.ts';
import { pageSize } from '../page.ts';

interface Page {
  items: Analysis[];
  nextToken: string | null;
}

/** What the step before has read; null when it could read nothing. */
type Read = { result: (Page & { missing: number }) | null };

/** Searches for the page, or for what it still misses. */
export function request(ctx: Context<QueryAnalysesArgs, object, Read>): LambdaRequest {
  const { filter, limit, nextToken } = ctx.args;
  const read = ctx.prev.result;
  if (read && read.missing === 0) runtime.earlyReturn(read);
  return ask(ctx, {
    owner: callerOf(ctx).owner,
    filter: filter ?? null,
    limit: read ? read.missing : pageSize(limit),
    nextToken: (read ? read.nextToken : nextToken) ?? null,
  });
}

export function response(ctx: AnswerContext<Page> & { prev: Read }): Page {
  const { items, nextToken } = dataOf(ctx);
  return { items: ctx.prev.result ? [...ctx.prev.result.items, ...items] : items, nextToken };
}
