import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { documented, type Evidence } from './evidence.ts';
import { refusal, sortKeys, withoutKeys, type TableCase, type TestTable } from './dynamodb-table.ts';

const guide = (chapter: string): Evidence => documented(`Amazon DynamoDB Developer Guide, ${chapter}`);
const reference = (operation: string): Evidence => documented(`Amazon DynamoDB API reference, ${operation}`);

const fill = async (table: TestTable, ...keys: string[]) => {
  for (const sk of keys) await table.put(sk);
};
const between = {
  KeyConditionExpression: 'PK = :pk AND SK BETWEEN :a AND :b',
  ExpressionAttributeValues: { ':a': { S: 'a2' }, ':b': { S: 'b1' } },
};

/** Reading many items: by key condition, by index, in batches. */
export const queryCases: TableCase[] = [
  {
    statement: 'Query finds the items of a partition in the order of the sort key’s UTF-8 bytes, or backwards',
    evidence: guide('Querying tables'),
    async run(table) {
      await fill(table, 'b', 'B', 'a', 'ä', '1');
      expect(await table.found()).toEqual(['1', 'B', 'a', 'b', 'ä']);
      expect(await table.found({ ScanIndexForward: false })).toEqual(['ä', 'b', 'a', 'B', '1']);
    },
  },
  {
    statement: 'Key conditions on the sort key: =, <, <=, >, >=, BETWEEN and begins_with',
    evidence: guide('Key condition expressions for the Query operation'),
    async run(table) {
      await fill(table, 'a1', 'a2', 'a3', 'b1', 'b2');
      const where = (condition: string) =>
        table.found({
          KeyConditionExpression: `PK = :pk AND ${condition}`,
          ExpressionAttributeValues: { ':v': { S: 'a2' } },
        });
      expect(await where('SK = :v')).toEqual(['a2']);
      expect(await where('SK < :v')).toEqual(['a1']);
      expect(await where('SK <= :v')).toEqual(['a1', 'a2']);
      expect(await where('SK > :v')).toEqual(['a3', 'b1', 'b2']);
      expect(await where('SK >= :v')).toEqual(['a2', 'a3', 'b1', 'b2']);
      expect(await table.found(between)).toEqual(['a2', 'a3', 'b1']);
      const prefix = { KeyConditionExpression: 'PK = :pk AND begins_with(SK, :v)' };
      const values = { ExpressionAttributeValues: { ':v': { S: 'a' } } };
      expect(await table.found({ ...prefix, ...values })).toEqual(['a1', 'a2', 'a3']);
    },
  },
  {
    statement:
      'A page ends at its Limit, before the filter, and goes on after its LastEvaluatedKey; the last page has none',
    evidence: guide('Querying tables: paginating results, limiting the number of items'),
    async run(table) {
      await fill(table, 'a', 'b', 'c', 'd', 'e');
      const first = await table.query({ Limit: 2 });
      expect([sortKeys(first.Items), first.LastEvaluatedKey]).toEqual([['a', 'b'], table.key('b')]);
      const second = await table.query({ Limit: 2, ExclusiveStartKey: first.LastEvaluatedKey });
      expect(sortKeys(second.Items)).toEqual(['c', 'd']);
      const last = await table.query({ Limit: 2, ExclusiveStartKey: second.LastEvaluatedKey });
      expect([sortKeys(last.Items), last.LastEvaluatedKey]).toEqual([['e'], undefined]);
      const back = await table.query({ Limit: 1, ScanIndexForward: false, ExclusiveStartKey: table.key('c') });
      expect(sortKeys(back.Items)).toEqual(['b']);
      const full = await table.query({ Limit: 5 });
      expect([full.Count, full.LastEvaluatedKey]).toEqual([5, table.key('e')]);
    },
  },
  {
    statement: 'FilterExpression drops items after they were read: Count is what is left, ScannedCount what was read',
    evidence: guide('Filter expressions for the Query operation'),
    async run(table) {
      for (const [sk, n] of Object.entries({ a: '1', b: '2', c: '3' })) await table.put(sk, { n: { N: n } });
      const filter = { FilterExpression: 'n >= :two', ExpressionAttributeValues: { ':two': { N: '2' } } };
      expect(await table.query(filter)).toMatchObject({ Count: 2, ScannedCount: 3 });
      const page = await table.query({ ...filter, Limit: 1 });
      expect(page).toMatchObject({ Count: 0, ScannedCount: 1, LastEvaluatedKey: table.key('a') });
    },
  },
  {
    statement: 'ProjectionExpression gives the attributes it names, nested ones too, with #names for what is reserved',
    evidence: guide('Projection expressions; Expression attribute names'),
    async run(table) {
      await table.put('a', {
        name: { S: 'n' },
        m: { M: { x: { S: '1' }, y: { S: '2' } } },
        l: { L: [{ N: '0' }, { N: '1' }] },
      });
      const projection = { ProjectionExpression: '#n, m.x, l[1], absent', ExpressionAttributeNames: { '#n': 'name' } };
      const expected = { name: { S: 'n' }, m: { M: { x: { S: '1' } } }, l: { L: [{ N: '1' }] } };
      expect((await table.query(projection)).Items).toEqual([expected]);
      const { TableName, client } = table;
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: table.key('a'), ...projection }));
      expect(Item).toEqual(expected);
    },
  },
  {
    statement: 'Select COUNT gives numbers and no items',
    evidence: reference('Query: Select'),
    async run(table) {
      await fill(table, 'a', 'b');
      const { Count, ScannedCount, Items } = await table.query({ Select: 'COUNT' });
      expect([Count, ScannedCount, Items]).toEqual([2, 2, undefined]);
    },
  },
  {
    statement: 'A global index is sparse: it holds the items that have its key, as they are now, in its own order',
    evidence: guide('Take advantage of sparse indexes; Using Global Secondary Indexes'),
    async run(table) {
      const open = { IndexName: 'open' };
      const indexed = (more = {}) => expect.poll(() => table.found({ ...open, ...more }));
      await table.put('1', { openSince: { S: '2026-03' }, x: { S: 'projected' } });
      await table.put('2', { openSince: { S: '2026-01' } });
      await table.put('3');
      await indexed().toEqual(['2', '1']);
      expect(withoutKeys((await table.query(open)).Items?.[1] ?? {})).toEqual({
        openSince: { S: '2026-03' },
        x: { S: 'projected' },
      });
      const older = {
        KeyConditionExpression: 'PK = :pk AND openSince < :t',
        ExpressionAttributeValues: { ':t': { S: '2026-02' } },
      };
      await indexed(older).toEqual(['2']);
      await table.update('2', 'REMOVE openSince');
      await indexed().toEqual(['1']);
      await table.delete('1');
      await indexed().toEqual([]);
    },
  },
  {
    statement: 'A page of an index ends in a key of four parts: the index’s and the table’s',
    evidence: guide('Using Global Secondary Indexes'),
    async run(table) {
      for (const sk of ['a', 'b', 'c']) await table.put(sk, { openSince: { S: 'same' } });
      const open = { IndexName: 'open', Limit: 2 };
      await expect.poll(() => table.found({ IndexName: 'open' })).toHaveLength(3);
      const first = await table.query(open);
      expect(Object.keys(first.LastEvaluatedKey ?? {}).sort()).toEqual(['PK', 'SK', 'openSince']);
      const second = await table.query({ ...open, ExclusiveStartKey: first.LastEvaluatedKey });
      expect([...sortKeys(first.Items), ...sortKeys(second.Items)].sort()).toEqual(['a', 'b', 'c']);
    },
  },
  {
    statement: 'A consistent read of a global index is 400 ValidationException',
    evidence: guide('Using Global Secondary Indexes: only eventually consistent reads'),
    async run(table) {
      await expect(table.query({ IndexName: 'open', ConsistentRead: true })).rejects.toMatchObject(
        refusal('ValidationException', /[Cc]onsistent read/),
      );
    },
  },
  {
    statement: 'Scan reads the whole table in pages, with a filter',
    evidence: guide('Scanning tables'),
    async run(table) {
      await fill(table, 'a', 'b', 'c');
      const { TableName, partition, client } = table;
      const filter = { FilterExpression: 'PK = :p', ExpressionAttributeValues: { ':p': { S: partition } } };
      const found: (string | undefined)[] = [];
      for await (const { Items } of paginateScan({ client, pageSize: 2 }, { TableName, ...filter }))
        found.push(...sortKeys(Items));
      expect(found.sort()).toEqual(['a', 'b', 'c']);
    },
  },
  {
    statement:
      'BatchWriteItem puts and deletes up to 25 items; more, or the same key twice, is 400 ValidationException',
    evidence: reference('BatchWriteItem'),
    async run(table) {
      const { client, TableName } = table;
      const write = (requests: object[]) =>
        client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
      const puts = (count: number) =>
        Array.from({ length: count }, (_, n) => ({ PutRequest: { Item: table.key(`${n}`) } }));
      expect((await write(puts(25))).UnprocessedItems).toEqual({});
      expect(await table.found()).toHaveLength(25);
      await write([{ DeleteRequest: { Key: table.key('0') } }, { PutRequest: { Item: table.key('new') } }]);
      expect(await table.get('0')).toBeUndefined();
      expect(await table.get('new')).toEqual({});
      await expect(write(puts(26))).rejects.toMatchObject(refusal('ValidationException'));
      await expect(write([...puts(1), ...puts(1)])).rejects.toMatchObject(
        refusal('ValidationException', /Provided list of item keys contains duplicates/),
      );
    },
  },
  {
    statement:
      'BatchGetItem reads up to 100 items, leaves out those that are not there, and refuses the same key twice',
    evidence: reference('BatchGetItem'),
    async run(table) {
      const { client, TableName } = table;
      const read = (...keys: string[]) =>
        client.send(
          new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: keys.map((sk) => table.key(sk)) } } }),
        );
      await fill(table, 'a', 'b');
      const { Responses, UnprocessedKeys } = await read('a', 'absent', 'b');
      expect([sortKeys(Responses?.[TableName]).sort(), UnprocessedKeys]).toEqual([['a', 'b'], {}]);
      await expect(read('a', 'a')).rejects.toMatchObject(refusal('ValidationException', /duplicates/));
      const many = Array.from({ length: 101 }, (_, n) => `${n}`);
      await expect(read(...many)).rejects.toMatchObject(refusal('ValidationException'));
    },
  },
  {
    statement:
      'ReturnConsumedCapacity TOTAL counts a write per KB, a read per 4 KB, half when it is eventually consistent',
    evidence: guide('DynamoDB read and write operations: capacity units'),
    async run(table) {
      const TOTAL = { ReturnConsumedCapacity: 'TOTAL' } as const;
      const { ConsumedCapacity } = await table.put('a', { x: { S: 'x'.repeat(1500) } }, TOTAL);
      expect(ConsumedCapacity).toMatchObject({ CapacityUnits: 2 });
      const units = async (more = {}) => (await table.query({ ...TOTAL, ...more })).ConsumedCapacity?.CapacityUnits;
      expect(await units()).toBe(0.5);
      expect(await units({ ConsistentRead: true })).toBe(1);
    },
  },
  {
    statement: 'DescribeTable tells keys, indexes and state',
    evidence: reference('DescribeTable'),
    async run({ client, TableName }) {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      expect(Table).toMatchObject({
        TableName,
        TableStatus: 'ACTIVE',
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [{ IndexName: 'open', IndexStatus: 'ACTIVE', Projection: { ProjectionType: 'ALL' } }],
      });
    },
  },
];
