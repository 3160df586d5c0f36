import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, here, seenByOthers } from './evidence.ts';
import { Probes } from './probes.ts';
import { openTarget, type Target } from './target.ts';

const js = behavioursOf('APPSYNC_JS');
const doc = (page: string) =>
  documented(`AppSync developer guide, JavaScript resolver function reference for DynamoDB, ${page}`);
const conditions = doc('condition expressions');

let target: Target;
let probes: Probes;
let TableName: string;
beforeAll(async () => {
  target = await openTarget();
  probes = await Probes.of(target);
  TableName = target.output('TableName');
});
afterAll(() => target.stop());

type Outcome = { result: unknown; error: { type: string; message: string } | null };
const ask = async (request: object) => (await probes.json('tableRequest', request)) as Outcome;

const S = (text: string) => ({ S: text });
/** A key that no other case and no other run uses. */
const freshKey = () => ({ PK: `js-${randomUUID()}`, SK: 'item' });
const typed = ({ PK, SK }: { PK: string; SK: string }) => ({ PK: S(PK), SK: S(SK) });
const put = (key: { PK: string; SK: string }, attributeValues: object, condition?: object) =>
  ask({ operation: 'PutItem', key: typed(key), attributeValues, ...(condition && { condition }) });
const get = (key: { PK: string; SK: string }) => ask({ operation: 'GetItem', key: typed(key), consistentRead: true });

const absent = { expression: 'attribute_not_exists(PK)' };
const there = { expression: 'attribute_exists(PK)' };
const rejected = {
  type: 'DynamoDB:ConditionalCheckFailedException',
  message: expect.stringContaining('The conditional request failed (Service: ') as string,
};

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
    expect(await put(key, attributes)).toEqual({ result: item, error: null });
    expect(await get(key)).toEqual({ result: item, error: null });
    expect(await get(freshKey())).toEqual({ result: null, error: null });
  },
);

js.covers('GetItem reads what its projection names', doc('projections'), async () => {
  const key = freshKey();
  await put(key, { a: { M: { b: { N: 1 }, c: { N: 2 } } }, d: { N: 3 } });
  const projection = { expression: '#a.#b', expressionNames: { '#a': 'a', '#b': 'b' } };
  expect(await ask({ operation: 'GetItem', key: typed(key), projection })).toMatchObject({ result: { a: { b: 1 } } });
});

js.covers('DeleteItem answers with what was there', doc('DeleteItem'), async () => {
  const key = freshKey();
  await put(key, { a: { N: 1 } });
  expect(await ask({ operation: 'DeleteItem', key: typed(key) })).toEqual({ result: { ...key, a: 1 }, error: null });
  expect(await get(key)).toMatchObject({ result: null });
});

js.covers(
  'UpdateItem answers with the whole new item: `update` with operations sets, counts, appends, prepends, replaces in lists and maps, and removes',
  documented('AppSync developer guide, Built-in modules'),
  async () => {
    const key = freshKey();
    await put(key, {
      name: S('old'),
      count: { N: 1 },
      left: { N: 5 },
      list: { L: [S('y')] },
      front: { L: [S('b')] },
      places: { L: [S('first'), S('?')] },
      info: { M: { city: { M: { name: S('Bonn'), zip: S('1') } }, kept: { N: 1 } } },
      gone: S('x'),
    });
    expect(await probes.json('tableUpdate', key)).toEqual({
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
  'A conditional PutItem that fails is a success when the stored item is the same: the condition is checked, the item is read again',
  conditions,
  async () => {
    const key = freshKey();
    const first = await put(key, { name: S('ada') }, absent);
    expect(first.error).toBeNull();
    expect(await put(key, { name: S('ada') }, absent)).toEqual(first);
  },
);

js.covers(
  'A conditional PutItem that fails beside another item sets `ctx.error` and changes nothing',
  conditions,
  async () => {
    const key = freshKey();
    await put(key, { name: S('ada') });
    expect((await put(key, { name: S('bob') }, absent)).error).toEqual(rejected);
    expect(await get(key)).toMatchObject({ result: { name: 'ada' } });
  },
);

js.covers(
  '`equalsIgnore` leaves attributes out of that comparison; the answer is the stored item',
  conditions,
  async () => {
    const key = freshKey();
    await put(key, { name: S('ada'), version: { N: 8 } });
    const attributes = { name: S('ada'), version: { N: 2 } };
    expect((await put(key, attributes, absent)).error).toEqual(rejected);
    expect(await put(key, attributes, { ...absent, equalsIgnore: ['version'] })).toEqual({
      result: { ...key, name: 'ada', version: 8 },
      error: null,
    });
  },
);

js.covers(
  'A conditional DeleteItem that fails is a success when no item is there, else it sets `ctx.error`',
  conditions,
  async () => {
    const key = freshKey();
    expect(await ask({ operation: 'DeleteItem', key: typed(key), condition: there })).toEqual({
      result: null,
      error: null,
    });
    await put(key, { name: S('ada') });
    expect((await ask({ operation: 'DeleteItem', key: typed(key), condition: absent })).error).toEqual(rejected);
    expect(await get(key)).toMatchObject({ result: { name: 'ada' } });
  },
);

js.covers(
  'A conditional UpdateItem that fails always sets `ctx.error`, even where the item is what it would become',
  conditions,
  async () => {
    const key = freshKey();
    await put(key, { name: S('ada') });
    const update = {
      expression: 'SET #n = :n',
      expressionNames: { '#n': 'name' },
      expressionValues: { ':n': S('ada') },
    };
    const condition = {
      expression: '#v = :v',
      expressionNames: { '#v': 'version' },
      expressionValues: { ':v': { N: 1 } },
    };
    expect((await ask({ operation: 'UpdateItem', key: typed(key), update, condition })).error).toEqual(rejected);
  },
);

js.covers(
  'After a failed condition `ctx.result` is empty',
  seenByOthers('aws-appsync-community#343; the developer guide says that it is the stored item'),
  async () => {
    const key = freshKey();
    await put(key, { name: S('ada') });
    expect((await put(key, { name: S('bob') }, absent)).result).toBeNull();
  },
);

js.covers(
  'Any other failure of DynamoDB sets `ctx.error`, and the response handler runs',
  documented('AppSync developer guide, JavaScript resolver context object reference'),
  async () => {
    const { error, result } = await ask({ operation: 'GetItem', key: { PK: S('a') } });
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
    await put(a, { n: { N: 1 } });
    await put(b, { n: { N: 2 } });
    const tables = { [TableName]: { keys: [b, none, a].map(typed), consistentRead: true } };
    expect(await ask({ operation: 'BatchGetItem', tables })).toEqual({
      result: {
        data: { [TableName]: [{ ...b, n: 2 }, null, { ...a, n: 1 }] },
        unprocessedKeys: { [TableName]: [] },
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
    const written = { data: { [TableName]: keys }, unprocessedItems: { [TableName]: [] } };
    const tables = { [TableName]: keys.map(typed) };
    expect(await ask({ operation: 'BatchPutItem', tables })).toEqual({ result: written, error: null });
    expect(await get(keys[0]!)).toMatchObject({ result: keys[0] });
    expect(await ask({ operation: 'BatchDeleteItem', tables })).toEqual({ result: written, error: null });
    expect(await get(keys[0]!)).toMatchObject({ result: null });
  },
);

js.covers(
  'A batch of more than 100 keys or 25 writes sets `ctx.error`',
  doc('BatchGetItem and BatchPutItem'),
  async () => {
    const many = (length: number) => Array.from({ length }, () => typed(freshKey()));
    const get101 = { operation: 'BatchGetItem', tables: { [TableName]: { keys: many(101) } } };
    const put26 = { operation: 'BatchPutItem', tables: { [TableName]: many(26) } };
    for (const request of [get101, put26]) {
      expect(await ask(request)).toMatchObject({ result: null, error: { type: 'DynamoDB:DynamoDbException' } });
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
      const { value, errors } = await probes.run('tableRequest', request);
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
    expect(await probes.run('tableRequest', request)).toMatchObject({
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
      expect(await probes.run('tableRequest', { operation: 'GetItem', key: { PK, SK: S('a') } })).toMatchObject({
        value: null,
        errors: [{ errorType: 'MappingTemplate' }],
      });
    }
  },
);
