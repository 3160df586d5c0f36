import { query } from '@aws-appsync/utils/dynamodb';

/** A page of one partition: `{ "PK": …, "limit": …, "nextToken": … }`. */
export function request(ctx) {
  const { PK, limit, nextToken, filter, projection, scanIndexForward } = JSON.parse(ctx.args.input);
  return query({ query: { PK: { eq: PK } }, limit, nextToken, filter, projection, scanIndexForward });
}

export function response(ctx) {
  return JSON.stringify({ result: ctx.result ?? null, error: ctx.error ?? null });
}
