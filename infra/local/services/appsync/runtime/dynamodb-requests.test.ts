import { describe, expect, it } from 'vitest';
import * as ddb from './dynamodb-requests.ts';

const { operations: ops } = ddb;
const update = (changes: object) => ddb.update({ key: { id: 'test' }, update: changes })['update'];

describe('requests recorded on AWS', () => {
  it('get, put, remove', () => {
    expect(ddb.get({ key: { id: 'id' } })).toEqual({ operation: 'GetItem', key: { id: { S: 'id' } } });
    expect(ddb.put({ key: { id: 'abc' }, item: { value: 10 } })).toEqual({
      operation: 'PutItem',
      key: { id: { S: 'abc' } },
      attributeValues: { value: { N: 10 } },
    });
    expect(ddb.remove({ key: { id: 'test' } })).toEqual({ operation: 'DeleteItem', key: { id: { S: 'test' } } });
  });

  it.each([
    [{ age: ops.add(10) }, 'SET #expName_1 = :expValue_1', { N: 10 }],
    [{ age: ops.increment(10) }, 'SET #expName_1 = #expName_1 + :expValue_1', { N: 10 }],
    [{ age: ops.increment() }, 'SET #expName_1 = #expName_1 + :expValue_1', { N: 1 }],
    [{ age: ops.decrement(10) }, 'SET #expName_1 = #expName_1 - :expValue_1', { N: 10 }],
    [{ age: ops.append([1]) }, 'SET #expName_1 = list_append(#expName_1, :expValue_1)', { L: [{ N: 1 }] }],
    [{ age: ops.prepend([1]) }, 'SET #expName_1 = list_append(:expValue_1, #expName_1)', { L: [{ N: 1 }] }],
    [{ age: ops.replace({ a: 10 }) }, 'SET #expName_1 = :expValue_1', { M: { a: { N: 10 } } }],
    [{ age: null }, 'SET #expName_1 = :expValue_1', { NULL: null }],
  ])('update of one attribute: %j', (changes, expression, value) => {
    expect(update(changes)).toEqual({
      expression,
      expressionNames: { '#expName_1': 'age' },
      expressionValues: { ':expValue_1': value },
    });
  });

  it('update of several attributes', () => {
    expect(update({ name: 'Toni', bio: null })).toEqual({
      expression: 'SET #expName_1 = :expValue_1, #expName_2 = :expValue_2',
      expressionNames: { '#expName_1': 'name', '#expName_2': 'bio' },
      expressionValues: { ':expValue_1': { S: 'Toni' }, ':expValue_2': { NULL: null } },
    });
  });

  it('operations by themselves', () => {
    expect(ops.add(10)).toEqual({ type: 'OPERATION_ADD', value: 10 });
    expect(ops.append([1])).toEqual({ type: 'OPERATION_APPEND', items: [1] });
    expect(ops.decrement(10)).toEqual({ type: 'OPERATION_DECREMENT', by: 10 });
  });
});

describe('requests as documented', () => {
  it('numbers what is set before what is removed, in whatever order it is written', () => {
    const expected = {
      expression: 'SET #expName_1 = #expName_1 + :expValue_1 REMOVE #expName_2',
      expressionNames: { '#expName_1': 'a', '#expName_2': 'b' },
      expressionValues: { ':expValue_1': { N: 1 } },
    };
    expect(update({ a: ops.increment(1), b: ops.remove() })).toEqual(expected);
    expect(update({ b: ops.remove(), a: ops.increment(1) })).toEqual(expected);
  });

  it('shares one placeholder between two items of a list, and reaches into maps', () => {
    expect(update({ f: [ops.updateListItem('x', 1), ops.updateListItem('y', 2)] })).toMatchObject({
      expression: 'SET #expName_1[1] = :expValue_1, #expName_1[2] = :expValue_2',
      expressionNames: { '#expName_1': 'f' },
    });
    expect(update({ info: { address: ops.replace({ city: 'Rome' }) } })).toMatchObject({
      expression: 'SET #expName_1.#expName_2 = :expValue_1',
      expressionNames: { '#expName_1': 'info', '#expName_2': 'address' },
    });
  });

  it('query with a filter, a projection and a page', () => {
    const request = ddb.query({
      query: { pk: { eq: 'a' }, sk: { beginsWith: 'b' } },
      filter: { done: { attributeExists: true } },
      projection: ['id', 'a.b', 'a.c[0]'],
      index: 'gsi1',
      nextToken: null,
    } as Parameters<typeof ddb.query>[0]);
    expect(request).toEqual({
      operation: 'Query',
      query: {
        expression: '(#pk = :pk_eq) AND (begins_with(#sk,:sk_beginsWith))',
        expressionNames: { '#pk': 'pk', '#sk': 'sk' },
        expressionValues: { ':pk_eq': { S: 'a' }, ':sk_beginsWith': { S: 'b' } },
      },
      filter: { expression: '(attribute_exists(#done))', expressionNames: { '#done': 'done' } },
      index: 'gsi1',
      projection: {
        expression: '#expName_1, #expName_2.#expName_3, #expName_2.#expName_4[0]',
        expressionNames: { '#expName_1': 'id', '#expName_2': 'a', '#expName_3': 'b', '#expName_4': 'c' },
      },
    });
  });

  it('conditions and batches', () => {
    const condition = { version: { eq: 1 } };
    expect(ddb.put({ key: { id: '1' }, item: {}, condition })['condition']).toEqual({
      expression: '(#version = :version_eq)',
      expressionNames: { '#version': 'version' },
      expressionValues: { ':version_eq': { N: 1 } },
    });
    expect(ddb.batchGet({ tables: { post: { keys: [{ id: '1' }], consistentRead: true } } })).toEqual({
      operation: 'BatchGetItem',
      tables: { post: { keys: [{ id: { S: '1' } }], consistentRead: true } },
    });
    expect(ddb.batchPut({ tables: { post: [{ id: '1' }] } })).toEqual({
      operation: 'BatchPutItem',
      tables: { post: [{ id: { S: '1' } }] },
    });
  });
});
