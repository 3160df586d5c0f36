import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operator, startFakeCloud, type FakeCloud } from '../../testing/fake-cloud.ts';
import type { Cloud, Consumption, Permission } from '../service.ts';
import { dynamodb } from './index.ts';

const TableName = 'Analyses';

const properties = {
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'PK', AttributeType: 'S' },
    { AttributeName: 'SK', AttributeType: 'S' },
    { AttributeName: 'openSince', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'open',
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'openSince', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
};

const table = (more = {}) => ({
  [TableName]: { Type: 'AWS::DynamoDB::Table', Properties: { ...properties, ...more } },
});

let local: FakeCloud;
let client: DynamoDBClient;
let allowed: (permission: Permission) => boolean;

async function open(dataDir?: string, resources = table(), meter?: Cloud['meter']): Promise<void> {
  const allows = (_: unknown, permission: Permission) => allowed(permission);
  local = await startFakeCloud({ services: [dynamodb], resources, allows, meter, ...(dataDir && { dataDir }) });
  client = new DynamoDBClient(local.client);
}

beforeEach(() => {
  allowed = () => true;
  return open();
});
afterEach(() => local.stop());

const key = (sk: string) => ({ PK: { S: 'p' }, SK: { S: sk } });
const put = (sk: string, more: Record<string, AttributeValue> = {}) =>
  client.send(new PutItemCommand({ TableName, Item: { ...key(sk), ...more } }));
const get = async (sk: string) => (await client.send(new GetItemCommand({ TableName, Key: key(sk) }))).Item;
const query = async (more = {}) => {
  const command = new QueryCommand({
    TableName,
    KeyConditionExpression: 'PK = :p',
    ExpressionAttributeValues: { ':p': { S: 'p' } },
    ...more,
  });
  return client.send(command);
};
const sortKeys = (items: Record<string, AttributeValue>[] = []) => items.map(({ SK }) => SK?.S);
const open_ = { IndexName: 'open' };

const increment = (sk: string, more = {}) =>
  client.send(
    new UpdateItemCommand({
      TableName,
      Key: key(sk),
      UpdateExpression: 'ADD hits :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'ALL_NEW',
      ...more,
    }),
  );

describe('items', () => {
  test('come back as they were put', async () => {
    const item = { n: { N: '1' }, l: { L: [{ S: 'x' }, { NULL: true }] }, ss: { SS: ['a', 'b'] }, b: { BOOL: false } };
    await put('1', item);
    expect(await get('1')).toEqual({ ...key('1'), ...item });
    await client.send(new DeleteItemCommand({ TableName, Key: key('1') }));
    expect(await get('1')).toBeUndefined();
  });

  test('a condition that fails changes nothing', async () => {
    await put('1', { v: { N: '1' } });
    const again = client.send(
      new PutItemCommand({ TableName, Item: key('1'), ConditionExpression: 'attribute_not_exists(PK)' }),
    );
    await expect(again).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(await get('1')).toMatchObject({ v: { N: '1' } });
  });

  test('a page ends at its limit and goes on from there', async () => {
    for (const sk of ['a', 'b', 'c', 'd']) await put(sk);
    const first = await query({ Limit: 3 });
    expect(sortKeys(first.Items)).toEqual(['a', 'b', 'c']);
    const second = await query({ Limit: 3, ExclusiveStartKey: first.LastEvaluatedKey });
    expect(sortKeys(second.Items)).toEqual(['d']);
    expect(sortKeys((await query({ ScanIndexForward: false, Limit: 1 })).Items)).toEqual(['d']);
  });

  test('many are written, read and scanned at once', async () => {
    const puts = ['a', 'b'].map((sk) => ({ PutRequest: { Item: key(sk) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
    const got = await client.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key('a'), key('c')] } } }),
    );
    expect(sortKeys(got.Responses?.[TableName])).toEqual(['a']);
    expect(await client.send(new ScanCommand({ TableName }))).toMatchObject({ Count: 2 });
    const removal = [{ DeleteRequest: { Key: key('a') } }];
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: removal } }));
    expect(await client.send(new ScanCommand({ TableName }))).toMatchObject({ Count: 1 });
  });

  test('concurrent updates of one item all count', async () => {
    await Promise.all(Array.from({ length: 30 }, () => increment('1')));
    expect(await get('1')).toMatchObject({ hits: { N: '30' } });
  });

  test('an update may be conditional on what it changes', async () => {
    const limited = { ConditionExpression: 'attribute_not_exists(hits) OR hits < :max' };
    const values = { ExpressionAttributeValues: { ':one': { N: '1' }, ':max': { N: '5' } } };
    const results = await Promise.allSettled(
      Array.from({ length: 9 }, () => increment('1', { ...limited, ...values })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });
});

describe('an index', () => {
  test('has the items with its key, as they are now', async () => {
    await put('1', { openSince: { S: '2026' } });
    await put('2');
    expect(sortKeys((await query(open_)).Items)).toEqual(['1']);
    await client.send(new UpdateItemCommand({ TableName, Key: key('1'), UpdateExpression: 'REMOVE openSince' }));
    expect((await query(open_)).Items).toEqual([]);
  });

  test('always fits its table, whatever is written', async () => {
    const write = fc.record({
      sk: fc.constantFrom('a', 'b', 'c'),
      openSince: fc.option(fc.constantFrom('1', '2', '3')),
      remove: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 10 }), async (writes) => {
        const apply = ({ sk, openSince, remove }: (typeof writes)[number]) =>
          remove
            ? client.send(new DeleteItemCommand({ TableName, Key: key(sk) }))
            : put(sk, openSince === null ? {} : { openSince: { S: openSince } });
        await Promise.all(writes.map(apply));
        const all = (await query()).Items ?? [];
        const indexed = (await query(open_)).Items ?? [];
        expect(sortKeys(indexed).sort()).toEqual(sortKeys(all.filter(({ openSince }) => openSince)));
      }),
      { numRuns: 25 },
    );
  });
});

describe('a restart', () => {
  test('keeps the items and their places in the indexes', async () => {
    await put('1', { openSince: { S: '2026' } });
    await local.stop();
    await open(local.dataDir);
    expect(await get('1')).toMatchObject({ openSince: { S: '2026' } });
    expect(sortKeys((await query(open_)).Items)).toEqual(['1']);
  });

  test('with other keys or indexes in the template is refused', async () => {
    await local.stop();
    const { dataDir } = local;
    await expect(open(dataDir, table({ GlobalSecondaryIndexes: [] }))).rejects.toThrow(
      /Analyses on disk has other keys/,
    );
    await open(dataDir);
  });
});

describe('refusals', () => {
  test('a table that is not in the stack', async () => {
    const command = new GetItemCommand({ TableName: 'Other', Key: key('1') });
    await expect(client.send(command)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('input that DynamoDB does not take', async () => {
    const bad = new QueryCommand({ TableName, KeyConditionExpression: 'PK >' });
    await expect(client.send(bad)).rejects.toMatchObject({ name: 'ValidationException' });
    const short = new PutItemCommand({ TableName, Item: { PK: { S: 'p' } } });
    await expect(client.send(short)).rejects.toThrow('Missing the key SK in the item');
  });

  test('what is not emulated, by name', async () => {
    const transaction = new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: key('1') } }] });
    await expect(client.send(transaction)).rejects.toThrow('TransactWriteItems');
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
    const returning = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    await expect(increment('1', returning)).rejects.toThrow('ReturnValuesOnConditionCheckFailure is not emulated');
    await expect(increment('1', { ReturnValuesOnConditionCheckFailure: 'NONE' })).resolves.toBeDefined();
    await expect(open(undefined, table({ ImportSourceSpecification: {} }))).rejects.toThrow(
      /ImportSourceSpecification/,
    );
  });

  test('an unknown member is not dropped in silence', async () => {
    const input = { TableName, Key: key('1'), Surprise: true };
    const call = local.cloud.services.dynamodb.call(operator, 'GetItem', input);
    await expect(call).rejects.toMatchObject({ code: 'ValidationException', message: 'Surprise is not emulated' });
  });
});

describe('permissions', () => {
  const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Analyses';

  test('are those on each table, or on the index', async () => {
    await get('1');
    await query(open_);
    await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key('a')] } } }));
    await client.send(new DescribeTableCommand({ TableName }));
    expect(local.asked.map(({ permission }) => permission)).toEqual([
      { action: 'dynamodb:GetItem', resource: arn },
      { action: 'dynamodb:Query', resource: `${arn}/index/open` },
      { action: 'dynamodb:BatchGetItem', resource: arn },
      { action: 'dynamodb:DescribeTable', resource: arn },
    ]);
  });

  test('are asked of the principal that another service acts for', async () => {
    const { dynamodb: offered } = local.cloud.services;
    const role = { kind: 'role' as const, arn: 'arn:aws:iam::000000000000:role/reader' };
    await offered.call(role, 'PutItem', { TableName, Item: key('1') });
    expect(await offered.call(role, 'GetItem', { TableName, Key: key('1') })).toEqual({ Item: key('1') });
    expect(local.asked.map(({ principal }) => principal)).toEqual([role, role]);
    allowed = () => false;
    await expect(offered.call(role, 'GetItem', { TableName, Key: key('1') })).rejects.toMatchObject({ status: 403 });
  });
});

describe('time to live', () => {
  const expires = (afterMs: number) => ({ expires: { N: String(Math.floor((local.clock.now() + afterMs) / 1000)) } });
  const hour = 3_600_000;

  test('ends an item within an hour, in the table and its indexes', async () => {
    await put('1', { ...expires(hour), openSince: { S: 'x' } });
    await put('2', { ...expires(30 * hour), openSince: { S: 'y' } });
    await put('3', { expires: { S: '1' }, openSince: { S: 'z' } });
    await local.clock.pass(hour);
    expect(await get('1')).toBeDefined();
    await local.clock.pass(2 * hour);
    expect([await get('1'), await get('2'), await get('3')]).toEqual([undefined, expect.anything(), expect.anything()]);
    expect((await query(open_)).Count).toBe(2);
  });

  test('does nothing where it is not switched on', async () => {
    await local.stop();
    await open(undefined, table({ TimeToLiveSpecification: { AttributeName: 'expires', Enabled: false } }));
    await put('1', expires(-hour));
    await local.clock.pass(3 * hour);
    expect(await get('1')).toBeDefined();
  });
});

describe('a meter', () => {
  const heard: Consumption[] = [];

  beforeEach(async () => {
    await local.stop();
    heard.length = 0;
    await open(undefined, table(), (consumption) => heard.push(consumption));
  });

  test('hears what each call consumes, by its size', async () => {
    await put('1', { text: { S: 'x'.repeat(9000) } });
    await put('2');
    await get('1');
    await query({ ConsistentRead: true });
    await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key('1'), key('2')] } } }));
    await query({ ExpressionAttributeValues: { ':p': { S: 'nobody' } } });
    expect(heard.every(({ by }) => by.startsWith('arn:aws:iam::'))).toBe(true);
    expect(heard).toMatchObject([
      { operation: 'PutItem', kind: 'write', units: 9 },
      { operation: 'PutItem', kind: 'write', units: 1 },
      { operation: 'GetItem', kind: 'read', units: 1.5 },
      { operation: 'Query', kind: 'read', units: 3 },
      { operation: 'BatchGetItem', kind: 'read', units: 2 },
      { operation: 'Query', kind: 'read', units: 0.5 },
    ]);
  });

  test('changes no answer', async () => {
    await put('1');
    expect(await query()).not.toHaveProperty('ConsumedCapacity');
    const asking = { TableName, Key: key('1'), ReturnConsumedCapacity: 'TOTAL' } as const;
    const { Item, ConsumedCapacity } = await client.send(new GetItemCommand(asking));
    expect({ Item, ConsumedCapacity }).toEqual({ Item: key('1'), ConsumedCapacity: { CapacityUnits: 0.5, TableName } });
    await client.send(new DescribeTableCommand({ TableName }));
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
    expect(heard.map(({ operation }) => operation)).toEqual(['PutItem', 'Query', 'GetItem']);
  });
});
