import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { documented, seenByOthers } from './evidence.ts';
import { freshKey, TableProbe, typed } from './table-probe.ts';
import { openTarget, type Target } from './target.ts';

const js = behavioursOf('APPSYNC_JS');
const conditions = documented(
  'AppSync developer guide, JavaScript resolver function reference for DynamoDB, condition expressions',
);

let target: Target;
let table: TableProbe;
beforeAll(async () => {
  target = await openTarget();
  table = await TableProbe.of(target);
});
afterAll(() => target.stop());

const S = (text: string) => ({ S: text });

const absent = { expression: 'attribute_not_exists(PK)' };
const there = { expression: 'attribute_exists(PK)' };
const rejected = {
  type: 'DynamoDB:ConditionalCheckFailedException',
  message: expect.stringContaining('The conditional request failed (Service: ') as string,
};

js.covers(
  'A conditional PutItem that fails is a success when the stored item is the same: the condition is checked, the item is read again',
  conditions,
  async () => {
    const key = freshKey();
    const first = await table.put(key, { name: S('ada') }, absent);
    expect(first.error).toBeNull();
    expect(await table.put(key, { name: S('ada') }, absent)).toEqual(first);
  },
);

js.covers(
  'A conditional PutItem that fails beside another item sets `ctx.error` and changes nothing',
  conditions,
  async () => {
    const key = freshKey();
    await table.put(key, { name: S('ada') });
    expect((await table.put(key, { name: S('bob') }, absent)).error).toEqual(rejected);
    expect(await table.get(key)).toMatchObject({ result: { name: 'ada' } });
  },
);

js.covers(
  '`equalsIgnore` leaves attributes out of that comparison; the answer is the stored item',
  conditions,
  async () => {
    const key = freshKey();
    await table.put(key, { name: S('ada'), version: { N: 8 } });
    const attributes = { name: S('ada'), version: { N: 2 } };
    expect((await table.put(key, attributes, absent)).error).toEqual(rejected);
    expect(await table.put(key, attributes, { ...absent, equalsIgnore: ['version'] })).toEqual({
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
    expect(await table.delete(key, there)).toEqual({
      result: null,
      error: null,
    });
    await table.put(key, { name: S('ada') });
    expect((await table.delete(key, absent)).error).toEqual(rejected);
    expect(await table.get(key)).toMatchObject({ result: { name: 'ada' } });
  },
);

js.covers(
  'A conditional UpdateItem that fails always sets `ctx.error`, even where the item is what it would become',
  conditions,
  async () => {
    const key = freshKey();
    await table.put(key, { name: S('ada') });
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
    expect((await table.ask({ operation: 'UpdateItem', key: typed(key), update, condition })).error).toEqual(rejected);
  },
);

js.covers(
  'After a failed condition `ctx.result` is empty',
  seenByOthers('aws-appsync-community#343; the developer guide says that it is the stored item'),
  async () => {
    const key = freshKey();
    await table.put(key, { name: S('ada') });
    expect((await table.put(key, { name: S('bob') }, absent)).result).toBeNull();
  },
);
