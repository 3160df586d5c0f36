import { expect } from 'vitest';
import { documented, recorded, type Evidence } from './evidence.ts';
import { refusal, withoutKeys, type TableCase } from './dynamodb-table.ts';

const guide = (chapter: string): Evidence => documented(`Amazon DynamoDB Developer Guide, ${chapter}`);
const shipped = recorded('run on DynamoDB Local 1.25.1, which AWS ships');
const failed = refusal('ConditionalCheckFailedException', /^The conditional request failed$/);

const one = { ':one': { N: '1' } };

/** Putting, updating and deleting single items. */
export const itemCases: TableCase[] = [
  {
    statement: 'PutItem and GetItem keep each attribute type: S, N, B, BOOL, NULL, M, L, SS, NS, BS',
    evidence: guide('Supported data types'),
    async run(table) {
      const item = {
        s: { S: 'ü' },
        empty: { S: '' },
        n: { N: '-1.5' },
        b: { B: new Uint8Array([0, 255]) },
        yes: { BOOL: true },
        nothing: { NULL: true },
        m: { M: { l: { L: [{ N: '1' }, { M: {} }] } } },
        ss: { SS: ['a', 'b'] },
        ns: { NS: ['1', '2'] },
        bs: { BS: [new Uint8Array([1])] },
      } as const;
      await table.put('types', { ...item, ss: { SS: [...item.ss.SS] }, ns: { NS: [...item.ns.NS] } } as never);
      const got = await table.get('types');
      expect({ ...got, ns: { NS: got?.['ns']?.NS?.sort() }, ss: { SS: got?.['ss']?.SS?.sort() } }).toEqual(item);
    },
  },
  {
    statement: 'Numbers are decimal with 38 digits: 0.1 + 0.2 is 0.3, and leading and trailing zeros go',
    evidence: guide('Supported data types: Number'),
    async run(table) {
      await table.put('n', {
        n: { N: '0.1' },
        long: { N: '12345678901234567890123456789012345678' },
        z: { N: '007.50' },
      });
      await table.update('n', 'ADD n :more', { ExpressionAttributeValues: { ':more': { N: '0.2' } } });
      expect(await table.get('n')).toEqual({
        n: { N: '0.3' },
        long: { N: '12345678901234567890123456789012345678' },
        z: { N: '7.5' },
      });
    },
  },
  {
    statement: 'PutItem replaces the whole item; ReturnValues ALL_OLD gives what was there',
    evidence: guide('Working with items: PutItem'),
    async run(table) {
      await table.put('a', { x: { S: '1' } });
      const { Attributes } = await table.put('a', { y: { S: '2' } }, { ReturnValues: 'ALL_OLD' });
      expect(withoutKeys(Attributes ?? {})).toEqual({ x: { S: '1' } });
      expect(await table.get('a')).toEqual({ y: { S: '2' } });
    },
  },
  {
    statement: 'DeleteItem removes the item, with ALL_OLD gives it back, and is content with one that is not there',
    evidence: guide('Working with items: DeleteItem'),
    async run(table) {
      await table.put('a', { x: { S: '1' } });
      expect((await table.delete('a', { ReturnValues: 'ALL_OLD' })).Attributes).toMatchObject({ x: { S: '1' } });
      expect(await table.get('a')).toBeUndefined();
      expect((await table.delete('a', { ReturnValues: 'ALL_OLD' })).Attributes).toBeUndefined();
    },
  },
  {
    statement:
      'A condition that does not hold is 400 ConditionalCheckFailedException "The conditional request failed", for put, update and delete, and changes nothing',
    evidence: guide('Condition expressions'),
    async run(table) {
      await table.put('a', { v: { N: '1' } });
      const absent = { ConditionExpression: 'attribute_not_exists(PK)' };
      const other = { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': { N: '2' } } };
      await expect(table.put('a', {}, absent)).rejects.toMatchObject(failed);
      await expect(table.update('a', 'REMOVE v', other)).rejects.toMatchObject(failed);
      await expect(table.delete('a', other)).rejects.toMatchObject(failed);
      await expect(table.delete('b', { ConditionExpression: 'attribute_exists(PK)' })).rejects.toMatchObject(failed);
      expect(await table.get('a')).toEqual({ v: { N: '1' } });
      await table.put('b', {}, absent);
      await table.delete('a', { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': { N: '1' } } });
      expect(await table.get('a')).toBeUndefined();
    },
  },
  {
    statement:
      'Conditions know =, <>, <, <=, >, >=, BETWEEN, IN, AND, OR, NOT, parentheses, attribute_exists, attribute_not_exists, attribute_type, begins_with, contains and size',
    evidence: guide('Condition and filter expressions, operators, and functions'),
    async run(table) {
      const attributes = { n: { N: '5' }, s: { S: 'hello' }, l: { L: [{ S: 'x' }] }, ss: { SS: ['a'] } };
      await table.put('a', attributes);
      const values = { ':4': { N: '4' }, ':5': { N: '5' }, ':6': { N: '6' }, ':h': { S: 'he' }, ':a': { S: 'a' } };
      const holds = async (ConditionExpression: string) => {
        const used = Object.entries(values).filter(([name]) => ConditionExpression.includes(name));
        const ExpressionAttributeValues = used.length > 0 ? Object.fromEntries(used) : undefined;
        try {
          await table.put('a', attributes, { ConditionExpression, ExpressionAttributeValues });
          return true;
        } catch (error) {
          expect(error).toMatchObject(failed);
          return false;
        }
      };
      const truths = ['n = :5', 'n <> :4', 'n < :6', 'n <= :5', 'n > :4', 'n >= :5', 'n BETWEEN :4 AND :6'];
      truths.push('n IN (:4, :5)', 'NOT n = :4', '(n = :4 OR n = :5) AND n < :6', 'attribute_exists(l[0])');
      truths.push('attribute_not_exists(x)', 'begins_with(s, :h)', 'contains(s, :h)', 'contains(ss, :a)');
      truths.push('size(s) = :5', 'n <> s');
      for (const truth of truths) expect([truth, await holds(truth)]).toEqual([truth, true]);
      const lies = ['n = :4', 'x = :5', 'x < :5', 'n = :h', 'NOT n = :5', 'attribute_exists(l[1])', 'n IN (:4, :6)'];
      for (const lie of lies) expect([lie, await holds(lie)]).toEqual([lie, false]);
    },
  },
  {
    statement: 'Of several conditional puts of one item at once exactly one succeeds; concurrent updates all count',
    evidence: guide('Working with items: atomic counters, conditional writes'),
    async run(table) {
      const first = Array.from({ length: 5 }, () =>
        table.put('once', {}, { ConditionExpression: 'attribute_not_exists(PK)' }),
      );
      const results = await Promise.allSettled(first);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const additions = Array.from({ length: 20 }, () =>
        table.update('count', 'ADD hits :one', { ExpressionAttributeValues: one }),
      );
      await Promise.all(additions);
      expect(await table.get('count')).toEqual({ hits: { N: '20' } });
    },
  },
  {
    statement:
      'UpdateExpression SET assigns values, copies attributes, adds and subtracts numbers, and makes the item when there is none',
    evidence: guide('Update expressions: SET'),
    async run(table) {
      const ExpressionAttributeValues = { ':s': { S: 'x' }, ':n': { N: '10' } };
      await table.update('a', 'SET s = :s, n = :n', { ExpressionAttributeValues });
      await table.update('a', 'SET n = n - :one, m = n + :one, s2 = s', { ExpressionAttributeValues: one });
      // The right-hand sides see the item as it was.
      expect(await table.get('a')).toEqual({ s: { S: 'x' }, s2: { S: 'x' }, n: { N: '9' }, m: { N: '11' } });
    },
  },
  {
    statement: 'if_not_exists keeps what is there; list_append joins lists, at either end',
    evidence: guide('Update expressions: if_not_exists, list_append'),
    async run(table) {
      const expression =
        'SET created = if_not_exists(created, :now), l = list_append(if_not_exists(l, :none), :more), hits = if_not_exists(hits, :zero) + :one';
      for (const [now, more] of [
        ['1', 'a'],
        ['2', 'b'],
      ] as const) {
        const values = { ':now': { N: now }, ':none': { L: [] }, ':more': { L: [{ S: more }] }, ':zero': { N: '0' } };
        await table.update('a', expression, { ExpressionAttributeValues: { ...values, ...one } });
      }
      const front = { ExpressionAttributeValues: { ':front': { L: [{ S: '0' }] } } };
      await table.update('a', 'SET l = list_append(:front, l)', front);
      expect(await table.get('a')).toEqual({
        created: { N: '1' },
        hits: { N: '2' },
        l: { L: [{ S: '0' }, { S: 'a' }, { S: 'b' }] },
      });
    },
  },
  {
    statement: 'REMOVE takes attributes and list elements away, also nested ones; the rest of a list moves up',
    evidence: guide('Update expressions: REMOVE'),
    async run(table) {
      await table.put('a', {
        x: { S: '1' },
        l: { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }] },
        m: { M: { in: { S: '1' }, kept: { S: '2' } } },
      });
      await table.update('a', 'REMOVE x, l[0], m.#in, absent', { ExpressionAttributeNames: { '#in': 'in' } });
      expect(await table.get('a')).toEqual({ l: { L: [{ S: 'b' }, { S: 'c' }] }, m: { M: { kept: { S: '2' } } } });
    },
  },
  {
    statement: 'ADD adds to numbers and sets, DELETE takes elements out of sets; an empty set is no attribute',
    evidence: guide('Update expressions: ADD, DELETE'),
    async run(table) {
      const add = (...elements: string[]) =>
        table.update('a', 'ADD tags :t, n :one', { ExpressionAttributeValues: { ':t': { SS: elements }, ...one } });
      await add('x', 'y');
      await add('y', 'z');
      const take = (...elements: string[]) =>
        table.update('a', 'DELETE tags :t', { ExpressionAttributeValues: { ':t': { SS: elements } } });
      await take('x', 'absent');
      const { tags, n } = (await table.get('a')) ?? {};
      expect([tags?.SS?.sort(), n]).toEqual([['y', 'z'], { N: '2' }]);
      await take('y', 'z');
      expect(await table.get('a')).toEqual({ n: { N: '2' } });
    },
  },
  {
    statement: 'SET, REMOVE, ADD and DELETE go together in one update, all or none',
    evidence: guide('Update expressions'),
    async run(table) {
      await table.put('a', { x: { S: '1' }, n: { N: '1' }, t: { SS: ['a', 'b'] } });
      const values = { ':y': { S: '2' }, ':a': { SS: ['a'] }, ...one };
      const expression = 'SET y = :y REMOVE x ADD n :one DELETE t :a';
      const condition = { ConditionExpression: 'n = :y' };
      const conditional = table.update('a', expression, { ...condition, ExpressionAttributeValues: values });
      await expect(conditional).rejects.toMatchObject(failed);
      await table.update('a', expression, { ExpressionAttributeValues: values });
      expect(await table.get('a')).toEqual({ y: { S: '2' }, n: { N: '2' }, t: { SS: ['b'] } });
    },
  },
  {
    statement:
      'ReturnValues of UpdateItem: ALL_OLD, UPDATED_OLD, ALL_NEW and UPDATED_NEW; PutItem takes NONE and ALL_OLD only',
    evidence: documented('Amazon DynamoDB API reference, UpdateItem and PutItem: ReturnValues'),
    async run(table) {
      await table.put('a', { x: { N: '1' }, kept: { S: 'k' } });
      const returned = async (ReturnValues: 'ALL_OLD' | 'UPDATED_OLD' | 'ALL_NEW' | 'UPDATED_NEW' | 'NONE') =>
        (await table.update('a', 'ADD x :one', { ExpressionAttributeValues: one, ReturnValues })).Attributes;
      expect(await returned('ALL_OLD')).toEqual({ ...table.key('a'), x: { N: '1' }, kept: { S: 'k' } });
      expect(await returned('UPDATED_OLD')).toEqual({ x: { N: '2' } });
      expect(await returned('ALL_NEW')).toEqual({ ...table.key('a'), x: { N: '4' }, kept: { S: 'k' } });
      expect(await returned('UPDATED_NEW')).toEqual({ x: { N: '5' } });
      expect(await returned('NONE')).toBeUndefined();
      const wrong = table.put('a', {}, { ReturnValues: 'ALL_NEW' });
      await expect(wrong).rejects.toMatchObject(refusal('ValidationException'));
    },
  },
  {
    statement:
      'An item may be 400 KB with its attribute names; a larger one is 400 ValidationException, put or updated',
    evidence: shipped,
    async run(table) {
      const { length } = `PK${table.partition}SKbigx`;
      const room = 400 * 1024 - length;
      await table.put('big', { x: { S: 'x'.repeat(room) } });
      const tooLarge = refusal('ValidationException', /Item size has exceeded the maximum allowed size/);
      await expect(table.put('big', { x: { S: 'x'.repeat(room + 1) } })).rejects.toMatchObject(tooLarge);
      const update = table.update('big', 'SET y = :y', { ExpressionAttributeValues: { ':y': { S: 'y' } } });
      await expect(update).rejects.toMatchObject(
        refusal('ValidationException', /Item size to update has exceeded the maximum allowed size/),
      );
    },
  },
];
