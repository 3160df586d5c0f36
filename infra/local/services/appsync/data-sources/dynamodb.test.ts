import { afterEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../service.ts';
import { handlers, startApi, tableRole, type TestApi, type TestApiOptions } from '../testing.ts';

const schema = `
  type Query { thing(id: ID): String page(nextToken: String): Page other(nextToken: String): Page }
  type Thing { id: ID! }
  type Page { items: [Thing!] nextToken: String }
  type Mutation { put(name: String): Thing update: Thing remove: Thing }
`;

let api: TestApi | undefined;
afterEach(() => api?.stop());

async function started(options: Omit<TestApiOptions, 'schema'>): Promise<TestApi> {
  api = await startApi({ schema, ...options });
  return api;
}

describe('a DynamoDB data source', () => {
  /** A fake that answers by operation and keeps what it was asked. */
  function table(answers: Record<string, (input: Record<string, unknown>) => Record<string, unknown>>) {
    const calls: [string, Record<string, unknown>][] = [];
    return {
      calls,
      dynamodb: {
        call(principal: { arn: string }, operation: string, input: Record<string, unknown>) {
          expect(principal.arn).toBe(tableRole);
          calls.push([operation, input]);
          const answer = answers[operation];
          return answer ? Promise.resolve().then(() => answer(input)) : Promise.reject(new Error(operation));
        },
      },
    };
  }

  function failing(code: string): () => never {
    return () => {
      throw new AwsError(code, 'The conditional request failed');
    };
  }

  const tell = 'return ctx.error ? JSON.stringify(ctx.error) : JSON.stringify(ctx.result);';

  it('reads an item, and types go both ways', async () => {
    const { calls, dynamodb } = table({
      GetItem: () => ({
        Item: {
          n: { N: '1.5' },
          s: { SS: ['a'] },
          ns: { NS: ['1'] },
          z: { NULL: true },
          l: { L: [{ M: { b: { BOOL: false } } }] },
        },
      }),
    });
    const code = handlers(
      'return { operation: "GetItem", key: util.dynamodb.toMapValues({ id: 7, on: null }), consistentRead: true };',
      tell,
    );
    const { post } = await started({
      resolvers: { 'Query.thing': { code, dataSource: 'table' } },
      fakes: { dynamodb },
    });
    const { body } = await post('{ thing }');
    expect(JSON.parse((body as { data: { thing: string } }).data.thing)).toEqual({
      n: 1.5,
      s: ['a'],
      ns: [1],
      z: null,
      l: [{ b: false }],
    });
    expect(calls).toEqual([
      ['GetItem', { TableName: 'things', Key: { id: { N: '7' }, on: { NULL: true } }, ConsistentRead: true }],
    ]);
  });

  const paging = handlers(
    `return { operation: "Query", query: { expression: "PK = :a", expressionValues: { ":a": { S: "x" } } },
      filter: { expression: "#b = :c", expressionNames: { "#b": "b" }, expressionValues: { ":c": { N: 2 } } },
      limit: 2, scanIndexForward: false, nextToken: ctx.args.nextToken };`,
    'if (ctx.error) util.error(ctx.error.message, ctx.error.type); return ctx.result;',
  );

  it('gives tokens that only their own resolver takes', async () => {
    const last = { PK: { S: 'x' }, SK: { S: 'secret' } };
    const { calls, dynamodb } = table({
      Query: () => ({ Items: [{ id: { S: 'a' } }], ScannedCount: 2, LastEvaluatedKey: last }),
    });
    const resolver = { code: paging, dataSource: 'table' as const };
    const { post } = await started({
      resolvers: { 'Query.page': resolver, 'Query.other': resolver },
      fakes: { dynamodb },
    });
    const ask = async (field: string, nextToken: string | null) =>
      (
        await post(`query($t: String) { ${field}(nextToken: $t) { items { id } nextToken } }`, {
          variables: { t: nextToken },
        })
      ).body as {
        data: Record<string, { items: unknown[]; nextToken: string } | null>;
        errors?: unknown[];
      };
    const { data } = await ask('page', null);
    const token = String(data['page']?.nextToken);
    expect(data['page']?.items).toEqual([{ id: 'a' }]);
    expect(Buffer.from(token, 'base64').toString()).not.toContain('secret');
    expect((await ask('page', token)).errors).toBeUndefined();
    expect(calls[1]?.[1]).toEqual({
      TableName: 'things',
      Limit: 2,
      ScanIndexForward: false,
      KeyConditionExpression: 'PK = :a',
      FilterExpression: '#b = :c',
      ExpressionAttributeNames: { '#b': 'b' },
      ExpressionAttributeValues: { ':a': { S: 'x' }, ':c': { N: '2' } },
      ExclusiveStartKey: last,
    });
    const changed = token.slice(0, 40) + (token[40] === 'A' ? 'B' : 'A') + token.slice(41);
    const refused: unknown = expect.objectContaining({
      errorType: 'DynamoDB:UserIllegalArgumentException',
      message: expect.stringContaining('Invalid pagination token given.') as string,
    });
    expect((await ask('other', token)).errors).toEqual([refused]);
    expect((await ask('page', changed)).errors).toEqual([refused]);
    expect((await ask('page', 'nonsense')).errors).toEqual([refused]);
    expect(calls).toHaveLength(2);
  });

  const put = handlers(
    `return { operation: "PutItem", key: { id: { S: "1" } }, attributeValues: { name: { S: ctx.args.name }, version: { N: 2 } },
      condition: { expression: "attribute_not_exists(id)", equalsIgnore: ["version"] } };`,
    'if (ctx.error) util.error(ctx.error.message, ctx.error.type, ctx.result); return ctx.result;',
  );

  it.each([
    [
      'the same item is there: success',
      { id: { S: '1' }, name: { S: 'ada' }, version: { N: '9' } },
      { data: { put: { id: '1' } } },
    ],
    [
      'another item is there: the error, without that item',
      { id: { S: '1' }, name: { S: 'bob' } },
      { data: { put: null }, errors: [{ errorType: 'DynamoDB:ConditionalCheckFailedException', data: null }] },
    ],
  ])('looks at the item after a conditional put: %s', async (_name, Item, expected) => {
    const { calls, dynamodb } = table({
      PutItem: failing('ConditionalCheckFailedException'),
      GetItem: () => ({ Item }),
    });
    const { post } = await started({
      resolvers: { 'Mutation.put': { code: put, dataSource: 'table' } },
      fakes: { dynamodb },
    });
    expect((await post('mutation { put(name: "ada") { id } }')).body).toMatchObject(expected);
    expect(calls.at(-1)).toEqual(['GetItem', { TableName: 'things', Key: { id: { S: '1' } }, ConsistentRead: true }]);
  });

  it('puts what a condition allows, and answers with the item', async () => {
    const { calls, dynamodb } = table({ PutItem: () => ({}) });
    const { post } = await started({
      resolvers: { 'Mutation.put': { code: put, dataSource: 'table' } },
      fakes: { dynamodb },
    });
    expect((await post('mutation { put(name: "ada") { id } }')).body).toEqual({ data: { put: { id: '1' } } });
    expect(calls[0]?.[1]).toMatchObject({
      Item: { id: { S: '1' }, name: { S: 'ada' }, version: { N: '2' } },
      ConditionExpression: 'attribute_not_exists(id)',
    });
  });

  it.each([
    ['is gone already: success', undefined, { data: { remove: null } }],
    [
      'is still there: the error',
      { id: { S: '1' } },
      { errors: [{ errorType: 'DynamoDB:ConditionalCheckFailedException' }] },
    ],
  ])('looks for the item after a conditional delete; it %s', async (_name, Item, expected) => {
    const { dynamodb } = table({ DeleteItem: failing('ConditionalCheckFailedException'), GetItem: () => ({ Item }) });
    const code = handlers(
      'return { operation: "DeleteItem", key: { id: { S: "1" } }, condition: { expression: "attribute_exists(id)" } };',
      'if (ctx.error) util.error(ctx.error.message, ctx.error.type); return ctx.result;',
    );
    const { post } = await started({
      resolvers: { 'Mutation.remove': { code, dataSource: 'table' } },
      fakes: { dynamodb },
    });
    const { body } = await post('mutation { remove { id } }');
    expect(body).toMatchObject(expected);
  });

  it('updates, and never takes a failed condition for success', async () => {
    const { calls, dynamodb } = table({
      UpdateItem: ({ ConditionExpression }) =>
        ConditionExpression ? failing('ConditionalCheckFailedException')() : { Attributes: { id: { S: '1' } } },
    });
    const code = (condition: string) =>
      handlers(
        `return { operation: "UpdateItem", key: { id: { S: "1" } }, update: { expression: "SET a = :a", expressionValues: { ":a": { N: 1 } } }${condition} };`,
        'if (ctx.error) util.error(ctx.error.message, ctx.error.type); return ctx.result;',
      );
    const resolvers = {
      'Mutation.update': { code: code(''), dataSource: 'table' as const },
      'Mutation.put': {
        code: code(', condition: { expression: "attribute_exists(b)" }'),
        dataSource: 'table' as const,
      },
    };
    const { post } = await started({ resolvers, fakes: { dynamodb } });
    expect((await post('mutation { update { id } }')).body).toEqual({ data: { update: { id: '1' } } });
    expect((await post('mutation { put { id } }')).body).toMatchObject({
      errors: [{ errorType: 'DynamoDB:ConditionalCheckFailedException' }],
    });
    expect(calls[0]?.[1]).toMatchObject({ ReturnValues: 'ALL_NEW', UpdateExpression: 'SET a = :a' });
    expect(calls).toHaveLength(2);
  });

  it('gives other failures to the response handler, and refuses what it does not know', async () => {
    const { dynamodb } = table({ GetItem: failing('ValidationException') });
    const known = handlers('return { operation: "GetItem", key: { id: { S: "1" } } };', tell);
    const { post } = await started({
      resolvers: { 'Query.thing': { code: known, dataSource: 'table' } },
      fakes: { dynamodb },
    });
    const { body } = await post('{ thing }');
    expect(JSON.parse((body as { data: { thing: string } }).data.thing)).toEqual({
      type: 'DynamoDB:DynamoDbException',
      message: expect.stringMatching(
        /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: \w+\)$/,
      ) as string,
    });
  });

  it('reads and writes batches, in the order of the keys', async () => {
    const { calls, dynamodb } = table({
      BatchGetItem: () => ({ Responses: { things: [{ id: { S: 'b' } }, { id: { S: 'a' } }] }, UnprocessedKeys: {} }),
      BatchWriteItem: () => ({ UnprocessedItems: { things: [{ DeleteRequest: { Key: { id: { S: 'b' } } } }] } }),
    });
    const get = handlers(
      'return { operation: "BatchGetItem", tables: { things: { keys: [{ id: { S: "a" } }, { id: { S: "x" } }, { id: { S: "b" } }] } } };',
      tell,
    );
    const write = handlers(
      'return { operation: "BatchDeleteItem", tables: { things: [{ id: { S: "a" } }, { id: { S: "b" } }] } };',
      'return { id: JSON.stringify(ctx.result) };',
    );
    const { post } = await started({
      resolvers: {
        'Query.thing': { code: get, dataSource: 'table' },
        'Mutation.remove': { code: write, dataSource: 'table' },
      },
      fakes: { dynamodb },
    });
    expect((await post('{ thing }')).body).toEqual({
      data: {
        thing: JSON.stringify({ data: { things: [{ id: 'a' }, null, { id: 'b' }] }, unprocessedKeys: { things: [] } }),
      },
    });
    const written = { data: { things: [{ id: 'a' }, null] }, unprocessedItems: { things: [{ id: 'b' }] } };
    expect((await post('mutation { remove { id } }')).body).toEqual({
      data: { remove: { id: JSON.stringify(written) } },
    });
    expect(calls.at(-1)).toEqual([
      'BatchWriteItem',
      {
        RequestItems: {
          things: [{ DeleteRequest: { Key: { id: { S: 'a' } } } }, { DeleteRequest: { Key: { id: { S: 'b' } } } }],
        },
      },
    ]);
  });
});
