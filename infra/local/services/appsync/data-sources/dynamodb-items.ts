import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../../service.ts';
import { attributeValues, plainItem } from './attribute-values.ts';
import type { Answer } from './data-source.ts';
import { contextError, type Table } from './dynamodb-table.ts';
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

type Write = RequestOf<'PutItem'> | RequestOf<'UpdateItem'> | RequestOf<'DeleteItem'>;

/** A write that may have a condition. `settles` says whether the item found stands for success after all. */
async function write(
  request: Write,
  table: Table,
  input: Input,
  settles: (stored: Record<string, unknown> | null) => boolean,
): Promise<Record<string, unknown> | Answer> {
  try {
    return await table.call(request.operation, {
      TableName: table.name,
      ...present({ ConditionExpression: request.condition?.expression }),
      ...input,
    });
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException') throw error;
    // AppSync looks at what is there: a put that changes nothing, and a delete of nothing, have succeeded.
    const key = { TableName: table.name, Key: attributeValues(request.key) };
    const { Item } = await table.call('GetItem', { ...key, ConsistentRead: request.condition?.consistentRead ?? true });
    const stored = plainItem(Item);
    return settles(stored) ? { result: stored } : { result: stored, error: contextError(error) };
  }
}

function isAnswer(outcome: Record<string, unknown> | Answer): outcome is Answer {
  return Object.hasOwn(outcome, 'result');
}

export async function putItem(request: RequestOf<'PutItem'>, table: Table): Promise<Answer> {
  const Item = { ...attributeValues(request.attributeValues), ...attributeValues(request.key) };
  const input = { Item, ...placeholders(request.condition) };
  const outcome = await write(request, table, input, (stored) => {
    const ignored = new Set(request.condition?.equalsIgnore);
    return stored !== null && isDeepStrictEqual(without(stored, ignored), without(plainItem(Item) ?? {}, ignored));
  });
  return isAnswer(outcome) ? outcome : { result: plainItem(Item) };
}

function without(item: Record<string, unknown>, ignored: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !ignored.has(name)));
}

export async function updateItem(request: RequestOf<'UpdateItem'>, table: Table): Promise<Answer> {
  const input = {
    Key: attributeValues(request.key),
    UpdateExpression: request.update.expression,
    ReturnValues: 'ALL_NEW',
    ...placeholders(request.update, request.condition),
  };
  const outcome = await write(request, table, input, () => false);
  return isAnswer(outcome) ? outcome : { result: plainItem(outcome['Attributes']) };
}

export async function deleteItem(request: RequestOf<'DeleteItem'>, table: Table): Promise<Answer> {
  const input = {
    Key: attributeValues(request.key),
    ReturnValues: 'ALL_OLD',
    ...placeholders(request.condition),
  };
  const outcome = await write(request, table, input, (stored) => stored === null);
  return isAnswer(outcome) ? outcome : { result: plainItem(outcome['Attributes']) };
}
