import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { documented, recorded } from './evidence.ts';
import { Probes } from './probes.ts';
import { openTarget, type Target } from './target.ts';

const js = behavioursOf('APPSYNC_JS');
const modules = documented('AppSync developer guide, Built-in modules');
const snapshots = recorded('localstack/appsync-utils, snapshots recorded on AWS');

let target: Target;
let probes: Probes;
beforeAll(async () => {
  target = await openTarget();
  probes = await Probes.of(target);
});
afterAll(() => target.stop());

js.covers(
  '`util.dynamodb` types values one key each: numbers stay numbers, lists become `L` and never sets, null is `{ "NULL": null }`',
  snapshots,
  async () => {
    const map = { foo: { S: 'bar' }, baz: { N: 1234 }, beep: { L: [{ S: 'boop' }] } };
    expect(await probes.json('typed')).toEqual({
      string: { S: 'test' },
      number: { N: 12345 },
      boolean: { BOOL: true },
      toString: { S: 'test' },
      toStringSet: { SS: ['foo', 'bar', 'baz'] },
      toNumber: { N: 12345 },
      toNumberSet: { NS: [1, 23, 4.56] },
      toBinary: { B: 'foo' },
      toBinarySet: { BS: ['foo', 'bar', 'baz'] },
      toBoolean: { BOOL: true },
      toNull: { NULL: null },
      toList: { L: [{ S: 'foo' }, { N: 123 }, { M: { bar: { S: 'baz' } } }] },
      toMap: { M: map },
      toMapValues: map,
    });
  },
);

js.covers('`get`, `put` and `remove` of the DynamoDB module make a request of plain values', snapshots, async () => {
  expect(await probes.json('requests', { get: { key: { id: 'id' } } })).toEqual({
    operation: 'GetItem',
    key: { id: { S: 'id' } },
  });
  expect(await probes.json('requests', { put: { key: { id: 'abc' }, item: { value: 10 } } })).toEqual({
    operation: 'PutItem',
    key: { id: { S: 'abc' } },
    attributeValues: { value: { N: 10 } },
  });
  expect(await probes.json('requests', { remove: { key: { id: 'test' } } })).toEqual({
    operation: 'DeleteItem',
    key: { id: { S: 'test' } },
  });
});

js.covers('`put` and `remove` make a condition expression of a filter object', modules, async () => {
  const condition = { version: { eq: 1 }, id: { attributeExists: true } };
  const expected = {
    expression: '(#version = :version_eq) AND (attribute_exists(#id))',
    expressionNames: { '#version': 'version', '#id': 'id' },
    expressionValues: { ':version_eq': { N: 1 } },
  };
  expect(await probes.json('requests', { put: { key: { id: 'a' }, item: {}, condition } })).toMatchObject({
    condition: expected,
  });
  expect(await probes.json('requests', { remove: { key: { id: 'a' }, condition } })).toMatchObject({
    condition: expected,
  });
});

js.covers(
  '`query` makes key condition and filter expressions of filter objects, and hands on index, limit, nextToken and scanIndexForward; what is null is left out',
  modules,
  async () => {
    const query = {
      query: { pk: { eq: 'a' }, sk: { beginsWith: 'b' } },
      filter: { done: { ne: true } },
      index: 'byName',
      limit: 2,
      nextToken: null,
      scanIndexForward: false,
    };
    expect(await probes.json('requests', { query })).toEqual({
      operation: 'Query',
      query: {
        expression: '(#pk = :pk_eq) AND (begins_with(#sk,:sk_beginsWith))',
        expressionNames: { '#pk': 'pk', '#sk': 'sk' },
        expressionValues: { ':pk_eq': { S: 'a' }, ':sk_beginsWith': { S: 'b' } },
      },
      filter: {
        expression: '(#done <> :done_ne)',
        expressionNames: { '#done': 'done' },
        expressionValues: { ':done_ne': { BOOL: true } },
      },
      index: 'byName',
      limit: 2,
      scanIndexForward: false,
    });
  },
);

js.covers('`batchGet`, `batchPut` and `batchDelete` make a request for each table named', modules, async () => {
  const keys = [{ id: 'a' }, { id: 'b' }];
  const typed = [{ id: { S: 'a' } }, { id: { S: 'b' } }];
  expect(await probes.json('requests', { batchGet: { tables: { t: { keys, consistentRead: true } } } })).toEqual({
    operation: 'BatchGetItem',
    tables: { t: { keys: typed, consistentRead: true } },
  });
  expect(await probes.json('requests', { batchPut: { tables: { t: keys } } })).toEqual({
    operation: 'BatchPutItem',
    tables: { t: typed },
  });
  expect(await probes.json('requests', { batchDelete: { tables: { t: keys } } })).toEqual({
    operation: 'BatchDeleteItem',
    tables: { t: typed },
  });
});

js.covers(
  '`update` with `add`, `append`, `prepend`, `increment`, `decrement` or `replace` is a SET with `#expName_1` and `:expValue_1`',
  snapshots,
  async () => {
    const updates = await probes.json('updates');
    const list = { L: [{ N: 1 }, { N: 2 }, { N: 3 }] };
    const expected: [string, string, object][] = [
      ['add', 'SET #expName_1 = :expValue_1', { N: 10 }],
      ['append', 'SET #expName_1 = list_append(#expName_1, :expValue_1)', list],
      ['prepend', 'SET #expName_1 = list_append(:expValue_1, #expName_1)', list],
      ['increment', 'SET #expName_1 = #expName_1 + :expValue_1', { N: 10 }],
      ['decrement', 'SET #expName_1 = #expName_1 - :expValue_1', { N: 10 }],
      ['replace', 'SET #expName_1 = :expValue_1', { M: { a: { N: 10 } } }],
    ];
    for (const [name, expression, value] of expected) {
      expect(updates[name]).toEqual({
        operation: 'UpdateItem',
        key: { id: { S: 'test' } },
        update: {
          expression,
          expressionNames: { '#expName_1': 'age' },
          expressionValues: { ':expValue_1': value },
        },
      });
    }
    expect(updates['operation']).toEqual({ type: 'OPERATION_ADD', value: 10 });
  },
);

js.covers(
  '`update` sets plain values and null, puts every SET before every REMOVE, and takes a condition',
  modules,
  async () => {
    const { plain, null: nothing, mixed, items } = await probes.json('updates');
    expect(plain).toMatchObject({ update: { expressionValues: { ':expValue_1': { S: 'old' } } } });
    expect(nothing).toMatchObject({ update: { expressionValues: { ':expValue_1': { NULL: null } } } });
    expect(mixed).toMatchObject({
      update: {
        expression: 'SET #expName_1 = #expName_1 + :expValue_1 REMOVE #expName_2',
        expressionNames: { '#expName_1': 'age', '#expName_2': 'gone' },
      },
      condition: { expression: '(#version = :version_eq)' },
    });
    expect(items).toMatchObject({
      update: { expression: 'SET #expName_1[1] = :expValue_1, #expName_1[2] = :expValue_2' },
    });
  },
);

/** A filter object, and what AWS made of it. */
const filters: [filter: object, expression: string, names: string[], values: object][] = [
  [{ title: { contains: 'x' } }, '(contains(#title,:title_contains))', ['title'], { ':title_contains': { S: 'x' } }],
  [{ v: { eq: 'x' } }, '(#v = :v_eq)', ['v'], { ':v_eq': { S: 'x' } }],
  [{ v: { ne: null } }, '(#v <> :v_ne)', ['v'], { ':v_ne': { NULL: null } }],
  [{ v: { ge: 1, le: 5 } }, '((#v >= :v_ge) AND (#v <= :v_le))', ['v'], { ':v_ge': { N: 1 }, ':v_le': { N: 5 } }],
  [{ v: { notContains: 'x' } }, '(NOT contains(#v,:v_notContains))', ['v'], { ':v_notContains': { S: 'x' } }],
  [{ v: { beginsWith: 'x' } }, '(begins_with(#v,:v_beginsWith))', ['v'], { ':v_beginsWith': { S: 'x' } }],
  [
    { v: { between: [1, 9] } },
    '(#v BETWEEN :v_between_start AND :v_between_end)',
    ['v'],
    { ':v_between_start': { N: 1 }, ':v_between_end': { N: 9 } },
  ],
  [{ v: { in: ['a', 'b'] } }, '(#v IN (:v_in_0, :v_in_1))', ['v'], { ':v_in_0': { S: 'a' }, ':v_in_1': { S: 'b' } }],
  [{ v: { attributeExists: false } }, '(attribute_not_exists(#v))', ['v'], {}],
  [{ v: { size: { gt: 2 } } }, '(size(#v) > :v_size_gt)', ['v'], { ':v_size_gt': { N: 2 } }],
  [
    { or: [{ and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }, { not: { c: { eq: 3 } } }] },
    '(((#a = :or_0_and_0_a_eq) AND (#b = :or_0_and_1_b_eq)) OR (NOT (#c = :or_1_not_c_eq)))',
    ['a', 'b', 'c'],
    { ':or_0_and_0_a_eq': { N: 1 }, ':or_0_and_1_b_eq': { N: 2 }, ':or_1_not_c_eq': { N: 3 } },
  ],
];

js.covers(
  '`util.transform.toDynamoDBFilterExpression` and `…ConditionExpression` are JSON texts whose names and values tell their path: `(contains(#title,:title_contains))`',
  snapshots,
  async () => {
    for (const [filter, expression, names, expressionValues] of filters) {
      const expressionNames = Object.fromEntries(names.map((name) => [`#${name}`, name]));
      for (const order of [{ filter }, { condition: filter }]) {
        expect(await probes.json('filters', order)).toEqual({ expression, expressionNames, expressionValues });
      }
    }
    const condition = { id: { attributeExists: true }, version: { eq: 10 } };
    expect(await probes.json('filters', { condition })).toMatchObject({
      expression: '(attribute_exists(#id)) AND (#version = :version_eq)',
    });
  },
);

js.covers(
  '`util.transform.toSubscriptionFilter` makes alternatives of several operators of one field, of an `or` and of the rules, multiplies them out, and leaves out ignored fields',
  snapshots,
  async () => {
    const transformed = (subscription: object) => probes.json('filters', { subscription });
    const group = (...each: [string, string, unknown][]) => ({
      filters: each.map(([fieldName, operator, value]) => ({ fieldName, operator, value })),
    });
    expect(await transformed({ filter: { a: { le: 50, ge: 20 }, b: { eq: 1 } } })).toEqual({
      filterGroup: [group(['a', 'le', 50], ['b', 'eq', 1]), group(['a', 'ge', 20], ['b', 'eq', 1])],
    });
    expect(
      await transformed({ filter: { and: [{ a: { eq: 1 } }, { or: [{ b: { eq: 2 } }, { c: { eq: 3 } }] }] } }),
    ).toEqual({ filterGroup: [group(['a', 'eq', 1], ['b', 'eq', 2]), group(['a', 'eq', 1], ['c', 'eq', 3])] });
    expect(
      await transformed({ filter: { a: { eq: 1 }, x: { eq: 2 } }, ignored: ['x'], rules: { r: { eq: 'p' } } }),
    ).toEqual({ filterGroup: [group(['a', 'eq', 1], ['r', 'eq', 'p'])] });
  },
);
