import * as z from 'zod';
import { plainItem } from './attribute-values.ts';
import type { Answer } from './data-source.ts';
import type { Table } from './dynamodb-table.ts';
import { placeholders, present, type Input } from './dynamodb-input.ts';
import type { RequestOf } from './dynamodb-requests.ts';
import type { PageTokens } from './page-tokens.ts';

const output = z.object({
  Items: z.array(z.unknown()).default([]),
  ScannedCount: z.number().default(0),
  LastEvaluatedKey: z.record(z.string(), z.unknown()).optional(),
});

/** As seen in answers of AppSync (amplify-js#4880). */
const invalidToken = {
  message: 'com.amazonaws.deepdish.common.pagination.InvalidPaginationTokenException: Invalid pagination token given.',
  type: 'DynamoDB:UserIllegalArgumentException',
};

/** One page of a Query. A page token works only for the resolver and index that gave it. */
export async function readPage(
  request: RequestOf<'Query'>,
  table: Table,
  { tokens, scope }: { tokens: PageTokens; scope: string },
): Promise<Answer> {
  const place = `${scope} ${request.index ?? ''}`;
  const startKey = request.nextToken ? tokens.open(request.nextToken, place) : undefined;
  if (request.nextToken && !startKey) return { result: null, error: invalidToken };
  const answer = await table.call('Query', {
    ...inputOf(request, table),
    ...present({ ExclusiveStartKey: startKey }),
  });
  const { Items, ScannedCount, LastEvaluatedKey } = output.parse(answer);
  return {
    result: {
      items: Items.map(plainItem),
      nextToken: LastEvaluatedKey ? tokens.seal(LastEvaluatedKey, place) : null,
      scannedCount: ScannedCount,
    },
  };
}

function inputOf(request: RequestOf<'Query'>, table: Table): Input {
  return {
    TableName: table.name,
    ...present({
      IndexName: request.index,
      Limit: request.limit,
      ScanIndexForward: request.scanIndexForward,
      ConsistentRead: request.consistentRead,
      Select: request.select,
      KeyConditionExpression: request.query.expression,
      FilterExpression: request.filter?.expression,
      ProjectionExpression: request.projection?.expression,
    }),
    ...placeholders(request.query, request.filter, request.projection),
  };
}
