import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../../service.ts';
import { attributeValues, plainItem } from './attribute-values.ts';
import type { Answer } from './data-source.ts';
import type { Table } from './dynamodb-table.ts';
import { placeholders, present, type Input } from './dynamodb-input.ts';
import type { RequestOf } from './dynamodb-requests.ts';

export async function getItem(request: RequestOf<'GetItem'>, table: Table): Promise<Answer> {
  const { Item } = await table.call('GetItem', {
    TableName: table.name,
    Key: attributeValues(request.key),
    ...present({ ConsistentRead: request.consistentRead, ProjectionExpression: request.projection?.expression }),
    ...placeholders(request.projection),
  });
  return { result: plainItem(Item) };
}

type Conditional = RequestOf<'PutItem'> | RequestOf<'DeleteItem'>;
type Item = Record<string, unknown> | null;

export async function putItem(request: RequestOf<'PutItem'>, table: Table): Promise<Answer> {
  const Item = { ...attributeValues(request.attributeValues), ...attributeValues(request.key) };
  const written = plainItem(Item) ?? {};
  const ignored = new Set(request.condition?.equalsIgnore);
  const writing = write(request, table, { Item, ...placeholders(request.condition) }).then(() => ({ result: written }));
  return orStored(writing, request, table, (stored) => {
    return stored !== null && isDeepStrictEqual(without(stored, ignored), without(written, ignored));
  });
}

function without(item: Record<string, unknown>, ignored: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !ignored.has(name)));
}

export async function deleteItem(request: RequestOf<'DeleteItem'>, table: Table): Promise<Answer> {
  const Key = attributeValues(request.key);
  const writing = write(request, table, { Key, ReturnValues: 'ALL_OLD', ...placeholders(request.condition) });
  const answer = writing.then(({ Attributes }) => ({ result: plainItem(Attributes) }));
  return orStored(answer, request, table, (stored) => stored === null);
}

/** An update's failed condition is always an error: AppSync cannot tell what the item would have become. */
export async function updateItem(request: RequestOf<'UpdateItem'>, table: Table): Promise<Answer> {
  const { Attributes } = await write(request, table, {
    Key: attributeValues(request.key),
    UpdateExpression: request.update.expression,
    ReturnValues: 'ALL_NEW',
    ...placeholders(request.update, request.condition),
  });
  return { result: plainItem(Attributes) };
}

function write(request: Conditional | RequestOf<'UpdateItem'>, table: Table, input: Input): ReturnType<Table['call']> {
  const condition = present({ ConditionExpression: request.condition?.expression });
  return table.call(request.operation, { TableName: table.name, ...condition, ...input });
}

/**
 * After a failed condition AppSync looks at what is there: a put that would change nothing, and a delete of nothing,
 * have succeeded.
 */
async function orStored(
  writing: Promise<Answer>,
  { key, condition }: Conditional,
  table: Table,
  settles: (stored: Item) => boolean,
): Promise<Answer> {
  try {
    return await writing;
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException') throw error;
    const input = {
      TableName: table.name,
      Key: attributeValues(key),
      ConsistentRead: condition?.consistentRead ?? true,
    };
    const stored = plainItem((await table.call('GetItem', input))['Item']);
    if (settles(stored)) return { result: stored };
    throw error;
  }
}
