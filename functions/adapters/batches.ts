import {
  BatchGetCommand,
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';

export type Requests = NonNullable<BatchWriteCommandInput['RequestItems']>[string];
type Item = Record<string, unknown>;

/** BatchWriteItem takes so many requests, BatchGetItem so many keys. */
const mostRequests = 25;
const mostKeys = 100;

/** Writes all, some at a time, what DynamoDB put off included. */
export async function writeAll(table: DynamoDBDocumentClient, tableName: string, requests: Requests): Promise<void> {
  for (let rest = requests; rest.length > 0;) {
    const batch = rest.slice(0, mostRequests);
    const { UnprocessedItems = {} } = await table.send(new BatchWriteCommand({ RequestItems: { [tableName]: batch } }));
    rest = [...(UnprocessedItems[tableName] ?? []), ...rest.slice(mostRequests)];
  }
}

/** Reads all that there are, in no order; eventually consistent, which costs half. */
export async function readAll(
  table: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly { PK: string; SK: string }[],
): Promise<Item[]> {
  const items: Item[] = [];
  for (let rest: Item[] = [...keys]; rest.length > 0;) {
    const { Responses = {}, UnprocessedKeys = {} } = await table.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys: rest.slice(0, mostKeys) } } }),
    );
    items.push(...(Responses[tableName] ?? []));
    rest = [...(UnprocessedKeys[tableName]?.Keys ?? []), ...rest.slice(mostKeys)];
  }
  return items;
}
