import { describe, expect, it } from 'vitest';
import type { Deployment } from '../service.ts';
import { appsync } from './index.ts';
import { answering, startApi, type TestApiOptions } from './testing.ts';

const schema = 'type Query { hello: String }';
const deployment: Deployment = {
  region: 'us-east-1',
  account: '000000000000',
  partition: 'aws',
  addresses: { aws: '', web: '', signIn: '', graphql: 'http://127.0.0.1:4001' },
};

function identify(kind: string, properties: Record<string, unknown> = {}, logicalId = 'It') {
  const found = appsync.kinds.find(({ type }) => type === `AWS::AppSync::${kind}`);
  return found?.identify({ logicalId, properties, deployment });
}

describe('identities', () => {
  it('of an API: its urls are those of this machine', () => {
    const api = identify('GraphQLApi');
    const apiId = String(api?.attributes['ApiId']);
    expect(apiId).toMatch(/^[a-z2-7]{26}$/);
    expect(api).toMatchObject({
      ref: `arn:aws:appsync:us-east-1:000000000000:apis/${apiId}`,
      attributes: {
        Arn: `arn:aws:appsync:us-east-1:000000000000:apis/${apiId}`,
        GraphQLUrl: 'http://127.0.0.1:4001/graphql',
        GraphQLDns: '127.0.0.1:4001',
        RealtimeUrl: 'ws://127.0.0.1:4001/graphql/realtime',
        RealtimeDns: '127.0.0.1:4001',
        GraphQLEndpointArn: expect.stringMatching(
          /^arn:aws:appsync:us-east-1:000000000000:endpoints\/graphql-api\/[a-z2-7]{26}$/,
        ) as string,
      },
    });
    expect(identify('GraphQLApi')).toEqual(api);
    expect(identify('GraphQLApi', {}, 'Other')).not.toEqual(api);
  });

  it('of its parts', () => {
    const arn = 'arn:aws:appsync:us-east-1:000000000000:apis/a';
    expect(identify('GraphQLSchema', { ApiId: 'a' })).toEqual({
      ref: 'aGraphQLSchema',
      attributes: { Id: 'aGraphQLSchema' },
    });
    expect(identify('DataSource', { ApiId: 'a', Name: 'b' })).toMatchObject({
      ref: `${arn}/datasources/b`,
      attributes: { Name: 'b' },
    });
    expect(identify('Resolver', { ApiId: 'a', TypeName: 'T', FieldName: 'f' })).toMatchObject({
      ref: `${arn}/types/T/resolvers/f`,
    });
    expect(identify('FunctionConfiguration', { ApiId: 'a', Name: 'b', DataSourceName: 'c' })?.ref).toContain(
      `${arn}/functions/`,
    );
  });
});

describe('what stops the boot', () => {
  const hello = { 'Query.hello': { code: answering('null') } };
  const both = { AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }] };

  it.each<[string, Omit<TestApiOptions, 'schema'> & { schema?: string }, string]>([
    ['API keys', { api: { AuthenticationType: 'API_KEY' } }, 'API_KEY is not emulated'],
    [
      'an authorizer',
      { api: { AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_LAMBDA' }] } },
      'AWS_LAMBDA is not emulated',
    ],
    ['a private API', { api: { Visibility: 'PRIVATE' } }, 'PRIVATE is not emulated'],
    ['a merged API', { api: { MergedApiExecutionRoleArn: 'arn' } }, 'MergedApiExecutionRoleArn is not emulated'],
    [
      'a pool that is not in the stack',
      { api: { UserPoolConfig: { UserPoolId: 'other', DefaultAction: 'DENY' } } },
      'the user pool other',
    ],
    [
      'a resolver of no field',
      { resolvers: { 'Query.no': { code: answering('null') } } },
      'the schema has no field Query.no',
    ],
    [
      'a bundle',
      { resolvers: { 'Query.hello': { code: 'throw 1' } } },
      'Query.hello:1:1: APPSYNC_JS does not have `throw`',
    ],
    ['a schema that is none', { schema: 'type Query {' }, 'Syntax Error'],
    ['an unknown directive', { schema: 'type Query { a: Int @no }' }, 'Unknown directive "@no"'],
    ['a scalar of its own', { schema: 'scalar A type Query { a: A }' }, 'the scalar A is not emulated'],
    ['AWSJSON', { schema: 'type Query { a: AWSJSON }' }, 'Unknown type "AWSJSON"'],
    [
      'a subscription to no mutation',
      { schema: 'type Query { a: Int } type Subscription { on: Int @aws_subscribe(mutations: ["b"]) }' },
      'Subscription.on subscribes to b, which is no mutation',
    ],
    [
      'a subscription to another type',
      {
        schema:
          'type Query { a: Int } type Mutation { b: Int } type Subscription { on: String @aws_subscribe(mutations: ["b"]) }',
      },
      'have to return the same type',
    ],
    [
      '@aws_auth beside two modes, where AppSync would ignore it',
      { schema: 'type Query { a: Int @aws_auth(cognito_groups: ["admins"]) }', api: both },
      'AppSync ignores @aws_auth on Query.a',
    ],
  ])('%s', async (_name, options, message) => {
    await expect(startApi({ schema, ...options })).rejects.toThrow(message);
  });

  it('names everything that is wrong with resolvers at once', async () => {
    const code = 'fetch();';
    const wide = 'type Query { a: Int b: Int }';
    const starting = startApi({
      schema: wide,
      resolvers: { 'Query.a': { code }, 'Query.b': { code }, 'Query.c': hello['Query.hello'] },
    });
    await expect(starting).rejects.toThrow(/Query\.a:1:1[^]*Query\.b:1:1[^]*no field Query\.c/);
  });
});

describe('a stack', () => {
  it('may have no API', async () => {
    const running = await appsync.start({ resources: [] } as unknown as Parameters<typeof appsync.start>[0]);
    expect(running.listener).toBeUndefined();
  });
});

describe('the default action', () => {
  const open = 'type Query { a: Int b: Int @aws_cognito_user_pools c: T @aws_cognito_user_pools } type T { d: Int }';
  const resolvers = {
    'Query.a': { code: answering('1') },
    'Query.b': { code: answering('1') },
    'Query.c': { code: answering('({ d: 1 })') },
  };

  it.each([
    ['ALLOW', { a: 1, b: 1, c: { d: 1 } }],
    ['DENY', { a: null, b: 1, c: { d: null } }],
  ])('%s decides about what no directive covers', async (DefaultAction, data) => {
    const api = await startApi({
      schema: open,
      resolvers,
      api: { UserPoolConfig: { UserPoolId: 'pool', DefaultAction } },
    });
    expect((await api.post('{ a b c { d } }')).body).toMatchObject({ data });
    await api.stop();
  });

  it('lets @aws_auth choose groups where user pools are the only mode', async () => {
    const own = 'type Query { a: Int @aws_auth(cognito_groups: ["admins", "staff"]) }';
    const api = await startApi({ schema: own, resolvers: { 'Query.a': { code: answering('1') } } });
    const as = async (groups: string[]) =>
      (await api.post('{ a }', { headers: { authorization: await api.token({ 'cognito:groups': groups }) } })).body;
    expect(await as(['staff'])).toEqual({ data: { a: 1 } });
    expect(await as(['others'])).toMatchObject({ data: { a: null }, errors: [{ errorType: 'Unauthorized' }] });
    await api.stop();
  });
});
