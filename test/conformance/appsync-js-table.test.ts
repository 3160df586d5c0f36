import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, here, seenByOthers } from './evidence.ts';
import { freshKey, TableProbe, typed } from './table-probe.ts';
import { openTarget, type Target } from './target.ts';

const js = behavioursOf('APPSYNC_JS');
const doc = (page: string) =>
  documented(`AppSync developer guide, JavaScript resolver function reference for DynamoDB, ${page}`);

let target: Target;
let table: TableProbe;
beforeAll(async () => {
  target = await openTarget();
  table = await TableProbe.of(target);
});
afterAll(() => target.stop());

const S = (text: string) => ({ S: text });

const there = { expression: 'attribute_exists(PK)' };

js.covers(
  'PutItem answers with the item, GetItem with the item or null; numbers, lists and maps come back plain, sets as lists, binary as base64',
  doc('type system'),
  async () => {
    const key = freshKey();
    const attributes = {
      n: { N: 1.5 },
      text: { N: '7' },
      b: { BOOL: true },
      nothing: { NULL: null },
      ss: { SS: ['a'] },
      ns: { NS: [1, 2.5] },
      bin: { B: 'eA==' },
      list: { L: [{ N: 1 }, S('x')] },
      map: { M: { deep: { L: [] } } },
    };
    const item = {
      ...key,
      n: 1.5,
      text: 7,
      b: true,
      nothing: null,
      ss: ['a'],
      ns: expect.arrayContaining([1, 2.5]) as unknown,
      bin: 'eA==',
      list: [1, 'x'],
      map: { deep: [] },
    };
    expect(await table.put(key, attributes)).toEqual({ result: item, error: null });
    expect(await table.get(key)).toEqual({ result: item, error: null });
    expect(await table.get(freshKey())).toEqual({ result: null, error: null });
  },
);

js.covers('GetItem reads what its projection names', doc('projections'), async () => {
  const key = freshKey();
  await table.put(key, { a: { M: { b: { N: 1 }, c: { N: 2 } } }, d: { N: 3 } });
  const projection = { expression: '#a.#b', expressionNames: { '#a': 'a', '#b': 'b' } };
  expect(await table.ask({ operation: 'GetItem', key: typed(key), projection })).toMatchObject({
    result: { a: { b: 1 } },
  });
});

js.covers('DeleteItem answers with what was there', doc('DeleteItem'), async () => {
  const key = freshKey();
  await table.put(key, { a: { N: 1 } });
  expect(await table.delete(key)).toEqual({ result: { ...key, a: 1 }, error: null });
  expect(await table.get(key)).toMatchObject({ result: null });
});

js.covers(
  'UpdateItem answers with the whole new item: `update` with operations sets, counts, appends, prepends, replaces in lists and maps, and removes',
  documented('AppSync developer guide, Built-in modules'),
  async () => {
    const key = freshKey();
    await table.put(key, {
      name: S('old'),
      count: { N: 1 },
      left: { N: 5 },
      list: { L: [S('y')] },
      front: { L: [S('b')] },
      places: { L: [S('first'), S('?')] },
      info: { M: { city: { M: { name: S('Bonn'), zip: S('1') } }, kept: { N: 1 } } },
      gone: S('x'),
    });
    expect(await table.probes.json('tableUpdate', key)).toEqual({
      result: {
        ...key,
        name: 'new',
        count: 3,
        left: 4,
        list: ['y', 'z'],
        front: ['a', 'b'],
        places: ['first', 'second'],
        info: { city: { name: 'Rome' }, kept: 1 },
        added: { nothing: null },
      },
      error: null,
    });
  },
);

js.covers(
  'Any other failure of DynamoDB sets `ctx.error`, and the response handler runs',
  documented('AppSync developer guide, JavaScript resolver context object reference'),
  async () => {
    const { error, result } = await table.ask({ operation: 'GetItem', key: { PK: S('a') } });
    expect(error?.type).toBe('DynamoDB:DynamoDbException');
    expect(error?.message).toContain('The provided key element does not match the schema');
    expect(result).toBeNull();
  },
);

js.covers(
  'BatchGetItem answers in the order of the keys, null where there is no item, every table under `data` and `unprocessedKeys`',
  doc('BatchGetItem'),
  async () => {
    const [a, b, none] = [freshKey(), freshKey(), freshKey()];
    await table.put(a, { n: { N: 1 } });
    await table.put(b, { n: { N: 2 } });
    const tables = { [table.tableName]: { keys: [b, none, a].map(typed), consistentRead: true } };
    expect(await table.ask({ operation: 'BatchGetItem', tables })).toEqual({
      result: {
        data: { [table.tableName]: [{ ...b, n: 2 }, null, { ...a, n: 1 }] },
        unprocessedKeys: { [table.tableName]: [] },
      },
      error: null,
    });
  },
);

js.covers(
  'BatchPutItem and BatchDeleteItem write in order and answer with what they wrote, every table under `data` and `unprocessedItems`',
  doc('BatchPutItem and BatchDeleteItem'),
  async () => {
    const keys = [freshKey(), freshKey()];
    const written = { data: { [table.tableName]: keys }, unprocessedItems: { [table.tableName]: [] } };
    const tables = { [table.tableName]: keys.map(typed) };
    expect(await table.ask({ operation: 'BatchPutItem', tables })).toEqual({ result: written, error: null });
    expect(await table.get(keys[0]!)).toMatchObject({ result: keys[0] });
    expect(await table.ask({ operation: 'BatchDeleteItem', tables })).toEqual({ result: written, error: null });
    expect(await table.get(keys[0]!)).toMatchObject({ result: null });
  },
);

js.covers(
  'A batch of more than 100 keys or 25 writes sets `ctx.error`',
  doc('BatchGetItem and BatchPutItem'),
  async () => {
    const many = (length: number) => Array.from({ length }, () => typed(freshKey()));
    const get101 = { operation: 'BatchGetItem', tables: { [table.tableName]: { keys: many(101) } } };
    const put26 = { operation: 'BatchPutItem', tables: { [table.tableName]: many(26) } };
    for (const request of [get101, put26]) {
      expect(await table.ask(request)).toMatchObject({ result: null, error: { type: 'DynamoDB:DynamoDbException' } });
    }
  },
);

const refused: [what: string, request: object][] = [
  ['Scan', { operation: 'Scan' }],
  ['Sync', { operation: 'Sync' }],
  ['TransactWriteItems', { operation: 'TransactWriteItems', transactItems: [] }],
  ['TransactGetItems', { operation: 'TransactGetItems', transactItems: [] }],
  [
    'The `Custom` handler of failed conditions',
    {
      operation: 'DeleteItem',
      key: {},
      condition: { ...there, conditionalCheckFailedHandler: { strategy: 'Custom', lambdaArn: 'arn' } },
    },
  ],
];

for (const [what, request] of refused) {
  js.refuses(
    `${what} fails the field with errorType \`MappingTemplate\``,
    here(documented('AppSync developer guide, Troubleshooting and common mistakes')),
    async () => {
      const { value, errors } = await table.probes.run('tableRequest', request);
      expect(value).toBeNull();
      expect(errors).toMatchObject([{ errorType: 'MappingTemplate', path: ['probes', 'tableRequest'] }]);
    },
  );
}

js.covers(
  "A request with an element that the operation does not have fails the field: errorType `MappingTemplate`, `Unsupported element '$[…]'.`",
  seenByOthers('aws-appsync-community#110 and #341'),
  async () => {
    const request = {
      operation: 'DeleteItem',
      key: {},
      condition: { ...there, returnValuesOnConditionCheckFailure: true },
    };
    expect(await table.probes.run('tableRequest', request)).toMatchObject({
      value: null,
      errors: [
        {
          errorType: 'MappingTemplate',
          message: "Unsupported element '$[condition][returnValuesOnConditionCheckFailure]'.",
        },
      ],
    });
  },
);

js.covers(
  'A value that is not typed, or of no type of DynamoDB, fails the field with errorType `MappingTemplate`',
  assumed('the guide names the errorType, not the cases'),
  async () => {
    for (const PK of ['plain', { X: 'a' }, { S: 'a', N: 1 }]) {
      expect(await table.probes.run('tableRequest', { operation: 'GetItem', key: { PK, SK: S('a') } })).toMatchObject({
        value: null,
        errors: [{ errorType: 'MappingTemplate' }],
      });
    }
  },
);
