import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { attributeValues, plainItem } from './attribute-values.ts';
import type { Answer } from './data-source.ts';
import type { Table } from './dynamodb-table.ts';
import { placeholders, present } from './dynamodb-input.ts';
import type { RequestOf } from './dynamodb-requests.ts';

const items = z.array(z.record(z.string(), z.unknown()));
const readOutput = z.object({
  Responses: z.record(z.string(), items).default({}),
  UnprocessedKeys: z.record(z.string(), z.object({ Keys: items })).default({}),
});
const writeRequest = z.object({
  PutRequest: z.object({ Item: z.unknown() }).optional(),
  DeleteRequest: z.object({ Key: z.unknown() }).optional(),
});
const writeOutput = z.object({ UnprocessedItems: z.record(z.string(), z.array(writeRequest)).default({}) });

/** Items in the order of the keys, null where there is none. Every table of the request is in every part of the result. */
export async function batchGet({ tables }: RequestOf<'BatchGetItem'>, table: Table): Promise<Answer> {
  const RequestItems = mapValues(tables, ({ keys, consistentRead, projection }) => ({
    Keys: keys.map(attributeValues),
    ...present({ ConsistentRead: consistentRead, ProjectionExpression: projection?.expression }),
    ...placeholders(projection),
  }));
  const { Responses, UnprocessedKeys } = readOutput.parse(await table.call('BatchGetItem', { RequestItems }));
  const data = mapValues(RequestItems, ({ Keys }, name) =>
    Keys.map((key) => plainItem(Responses[name]?.find((item) => contains(item, key)))),
  );
  const unprocessedKeys = mapValues(tables, (_, name) => (UnprocessedKeys[name]?.Keys ?? []).map(plainItem));
  return { result: { data, unprocessedKeys } };
}

function contains(item: Record<string, unknown>, key: Record<string, unknown>): boolean {
  return Object.entries(key).every(([name, value]) => isDeepStrictEqual(item[name], value));
}

/** Likewise: null stands for what was not processed. */
export async function batchWrite(
  { operation, tables }: RequestOf<'BatchPutItem' | 'BatchDeleteItem'>,
  table: Table,
): Promise<Answer> {
  const values = mapValues(tables, (each) => each.map(attributeValues));
  const RequestItems = mapValues(values, (each) =>
    each.map((value) =>
      operation === 'BatchPutItem' ? { PutRequest: { Item: value } } : { DeleteRequest: { Key: value } },
    ),
  );
  const { UnprocessedItems } = writeOutput.parse(await table.call('BatchWriteItem', { RequestItems }));
  const unprocessedItems = mapValues(tables, (_, name) =>
    (UnprocessedItems[name] ?? []).map(({ PutRequest, DeleteRequest }) =>
      plainItem(PutRequest?.Item ?? DeleteRequest?.Key),
    ),
  );
  const data = mapValues(values, (each, name) =>
    each.map(plainItem).map((item) => (includes(unprocessedItems[name] ?? [], item) ? null : item)),
  );
  return { result: { data, unprocessedItems } };
}

function includes(items: unknown[], item: unknown): boolean {
  return items.some((each) => isDeepStrictEqual(each, item));
}

function mapValues<From, To>(record: Record<string, From>, map: (value: From, name: string) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
