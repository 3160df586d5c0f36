import { once } from 'node:events';
import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import { answering, publisher, startApi, type TestApi } from '../testing.ts';
import { connected, headerProtocol, RealtimeClient, userHeader } from './client.ts';

const schema = `
  type Query { hello: String }
  type Mutation {
    save(thing: ThingInput): Thing @aws_iam @aws_cognito_user_pools
    fail: Thing
    drop(group: String): String
  }
  type Subscription {
    onSave(owner: ID, name: String): Thing @aws_subscribe(mutations: ["save", "fail"])
    onOwn(owner: ID!): Thing @aws_subscribe(mutations: ["save"])
    onBig(least: Int): Thing @aws_subscribe(mutations: ["save"])
    onGroup(group: String): Thing @aws_subscribe(mutations: ["save"])
    onAdmin: Thing @aws_subscribe(mutations: ["save"]) @aws_cognito_user_pools(cognito_groups: ["admins"])
  }
  type Thing @aws_iam @aws_cognito_user_pools {
    id: ID!
    owner: ID
    name: String
    size: Int
    part: Part
    link: String
    text: String
    secret: String @aws_iam
  }
  type Part @aws_iam @aws_cognito_user_pools { id: ID! name: String }
  input ThingInput { id: ID!, owner: ID, name: String, size: Int, part: PartInput, text: String, secret: String }
  input PartInput { id: ID!, name: String }
`;

const subscription = (then: string) => `import { util, extensions } from '@aws-appsync/utils';
export function request(ctx) { return { payload: null }; }
export function response(ctx) { ${then} return null; }`;

const resolvers = {
  'Mutation.save': { code: answering('ctx.args.thing') },
  'Mutation.fail': { code: answering('util.error("no")') },
  'Mutation.drop': {
    code: answering(
      'extensions.invalidateSubscriptions({ subscriptionField: "onGroup", payload: { group: ctx.args.group } }) ?? "done"',
    ),
  },
  'Thing.link': { code: answering('"/" + ctx.source.id') },
  'Subscription.onOwn': { code: subscription('if (ctx.args.owner !== ctx.identity.sub) util.unauthorized();') },
  'Subscription.onBig': {
    code: subscription(
      'extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ size: { ge: ctx.args.least } }));',
    ),
  },
  'Subscription.onGroup': {
    code: subscription(
      'extensions.setSubscriptionInvalidationFilter(util.transform.toSubscriptionFilter({ group: { eq: ctx.args.group } }));',
    ),
  },
};

let api: TestApi;
let user: { Authorization: string; host: string };
const clients: RealtimeClient[] = [];

beforeAll(async () => {
  const AdditionalAuthenticationProviders = [{ AuthenticationType: 'AWS_IAM' }];
  api = await startApi({ schema, resolvers, api: { AdditionalAuthenticationProviders } });
  user = await userHeader(api);
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
afterAll(() => api.stop());

async function client(settings?: ConstructorParameters<typeof RealtimeClient>[1], of = api): Promise<RealtimeClient> {
  const made = settings ? new RealtimeClient(of, settings) : await connected(of);
  clients.push(made);
  return made;
}

const fields = 'id owner name';

/** Publishes a thing as the service does; fragments may follow the selection. */
async function publish(
  thing: object,
  selection = 'id owner name size part { id name } link text',
  of = api,
): Promise<void> {
  const [fields, ...fragments] = selection.split(' fragment ');
  const query = [`mutation($thing: ThingInput) { save(thing: $thing) { ${fields} } }`, ...fragments].join(' fragment ');
  expect(await of.execute(of.arn, publisher, query, { thing })).toMatchObject({ status: 200 });
}

/** What reaches a subscriber of `{ onSave }` for each of `things`, by the id of the thing. */
async function reaching(
  query: string,
  things: ({ id: string } & Record<string, unknown>)[],
  variables = {},
): Promise<unknown[]> {
  const subscriber = await client();
  subscriber.start('s', query, user, variables);
  await subscriber.until('start_ack');
  subscriber.start('last', 'subscription { onSave(name: "last") { id } }', user);
  await subscriber.until('start_ack');
  for (const thing of [...things, { id: 'end', name: 'last', owner: 'nobody', size: -1 }]) await publish(thing);
  const seen: unknown[] = [];
  for (;;) {
    const { id, payload } = await subscriber.until('data');
    if (id === 'last') return seen;
    seen.push(
      (payload as { data: Record<string, { id: string }> }).data[
        Object.keys((payload as { data: object }).data)[0] ?? ''
      ]?.id,
    );
  }
}

describe('a connection', () => {
  it.each([
    ['a subprotocol', () => ({ protocols: ['graphql-ws', headerProtocol(user)] })],
    [
      'the query string',
      () => ({ query: `?header=${Buffer.from(JSON.stringify(user)).toString('base64')}&payload=e30=` }),
    ],
    ['its own headers', () => ({ options: { headers: { authorization: user.Authorization } } })],
    [
      'a signature',
      () => ({ protocols: ['graphql-ws', headerProtocol({ ...user, Authorization: 'AWS4-HMAC-SHA256 x' })] }),
    ],
  ])('takes credentials from %s', async (_name, settings) => {
    const made = await client(settings());
    await once(made.socket, 'open');
    expect(made.socket.protocol).toBe('graphql-ws');
    made.send({ type: 'connection_init' });
    expect(await made.next()).toEqual({ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } });
    expect(await made.next()).toEqual({ type: 'ka' });
  });

  it.each([
    ['no credentials', () => ({}), { errorType: 'UnauthorizedException', errorCode: 401 }],
    [
      'an expired token',
      async () => ({ protocols: ['graphql-ws', headerProtocol(await userHeader(api, { exp: 1 }))] }),
      { errorType: 'UnauthorizedException', message: 'Token has expired.', errorCode: 401 },
    ],
    [
      'another host',
      () => ({ protocols: ['graphql-ws', headerProtocol({ ...user, host: 'example.com' })] }),
      { errorType: 'BadRequestException', errorCode: 400 },
    ],
    [
      'a header that is no JSON',
      () => ({ protocols: ['graphql-ws', 'header-bm8'] }),
      { errorType: 'BadRequestException', errorCode: 400 },
    ],
    [
      'a query string without payload',
      () => ({ query: `?header=${Buffer.from(JSON.stringify(user)).toString('base64')}` }),
      { errorType: 'BadRequestException', errorCode: 400 },
    ],
    [
      'no subprotocol',
      () => ({ protocols: [], options: { headers: { authorization: user.Authorization } } }),
      { message: 'SubProtocolNotSupportedError', errorCode: 400 },
    ],
  ])('is refused and closed with %s', async (_name, settings, error) => {
    const made = await client(await settings());
    expect(await made.next()).toEqual({
      type: 'connection_error',
      payload: { errors: [expect.objectContaining(error)] },
    });
    await made.closed;
  });

  it('is not made at another path', async () => {
    const made = new RealtimeClient({ ...api, realtimeUrl: `ws://${api.host}/other` }, {});
    const [error] = (await once(made.socket, 'error')) as [Error];
    expect(error.message).toContain('404');
  });

  it('hears nothing before it is acknowledged, and errors for what AppSync does not know', async () => {
    const made = await client({ protocols: ['graphql-ws', headerProtocol(user)] });
    await once(made.socket, 'open');
    made.start('s', `subscription { onSave { id } }`, user);
    made.send({ type: 'connection_init' });
    expect((await made.next())['type']).toBe('connection_ack');
    expect((await made.next())['type']).toBe('ka');
    made.send({ type: 'ping' });
    expect(await made.next()).toEqual({
      type: 'error',
      payload: {
        errors: [{ errorType: 'UnsupportedOperation', message: 'unknown not supported through the realtime channel' }],
      },
    });
  });

  it('is kept alive every minute and closed after a day', async () => {
    const own = await startApi({ schema, resolvers });
    const made = await client(undefined, own);
    own.clock.advance(60_000);
    expect(await made.next()).toEqual({ type: 'ka' });
    own.clock.advance(60_000);
    expect(await made.next()).toEqual({ type: 'ka' });
    own.clock.advance(24 * 3600_000);
    await made.closed;
    await own.stop();
  });
});

describe('a subscription', () => {
  it('starts, gets what is published, and stops', async () => {
    const made = await client();
    made.start('s', `subscription { onSave { ${fields} } }`, user);
    expect(await made.next()).toEqual({ type: 'start_ack', id: 's' });
    await publish({ id: '1', owner: 'ada', name: 'x' });
    expect(await made.next()).toEqual({
      type: 'data',
      id: 's',
      payload: { data: { onSave: { id: '1', owner: 'ada', name: 'x' } } },
    });
    made.send({ type: 'stop', id: 's' });
    expect(await made.next()).toEqual({ type: 'complete', id: 's' });
    await publish({ id: '2' });
    made.send({ type: 'stop', id: 's' });
    expect(await made.next()).toMatchObject({ type: 'error', id: 's' });
  });

  it('gets what a mutation over HTTP publishes, and nothing of one that fails', async () => {
    const made = await client();
    made.start('s', `subscription { onSave { id } }`, user);
    await made.until('start_ack');
    await api.post('mutation { fail { id } save(thing: { id: "7" }) { id } }');
    expect(await made.next()).toEqual({ type: 'data', id: 's', payload: { data: { onSave: { id: '7' } } } });
  });

  it.each([
    ['an id that is taken', { id: 'taken' }, { errors: [{ errorType: 'DuplicatedOperationError' }] }],
    [
      'a field that is not there',
      { query: 'subscription { no }' },
      { errors: [{ message: expect.stringContaining('FieldUndefined') }] },
    ],
    [
      'a query',
      { query: '{ hello }' },
      { errors: [{ errorType: 'UnsupportedOperation', message: 'query not supported through the realtime channel' }] },
    ],
    ['no GraphQL', { query: '{' }, { errors: [{ errorType: 'MalformedHttpRequestException' }] }],
    [
      'a field of another group',
      { query: 'subscription { onAdmin { id } }' },
      { errors: [{ errorType: 'Unauthorized', message: 'Not Authorized to access onAdmin on type Subscription' }] },
    ],
    [
      'a resolver that denies it',
      { query: 'subscription { onOwn(owner: "bob") { id } }' },
      { errors: [{ errorType: 'Unauthorized', message: 'Not Authorized to access onOwn on type Subscription' }] },
    ],
    [
      'no token of its own',
      { authorization: {} },
      { errors: [{ errorType: 'UnauthorizedException', errorCode: 401 }] },
    ],
    [
      'another host',
      { authorization: { host: 'example.com', Authorization: 'x' } },
      { errors: [{ errorType: 'BadRequestException' }] },
    ],
  ])(
    'is refused with %s',
    async (
      _name,
      {
        id = 's',
        query = 'subscription { onSave { id } }',
        authorization = user as object,
      }: { id?: string; query?: string; authorization?: object },
      payload,
    ) => {
      const made = await client();
      made.start('taken', 'subscription { onSave { id } }', user);
      await made.until('start_ack');
      made.start(id, query, authorization);
      expect(await made.next()).toMatchObject({ type: 'error', id, payload });
    },
  );

  it('is one of 200 at most', async () => {
    const made = await client();
    for (let i = 0; i < 200; i += 1) made.start(String(i), 'subscription { onSave { id } }', user);
    for (let i = 0; i < 200; i += 1) expect((await made.next())['type']).toBe('start_ack');
    made.start('one more', 'subscription { onSave { id } }', user);
    expect(await made.next()).toEqual({
      type: 'error',
      id: 'one more',
      payload: {
        errors: [{ errorType: 'MaxSubscriptionsReachedError', message: 'Max number of 200 subscriptions reached' }],
      },
    });
  });

  it('ends with the token that it started with', async () => {
    const own = await startApi({ schema, resolvers });
    const made = await client(undefined, own);
    made.start(
      's',
      'subscription { onSave { id } }',
      await userHeader(own, { exp: Math.floor(own.clock.now() / 1000) + 90 }),
    );
    await made.until('start_ack');
    own.clock.advance(91_000);
    expect(await made.until('error')).toEqual({
      type: 'error',
      id: 's',
      payload: { errors: [{ errorType: 'UnauthorizedException', message: 'Token has expired.', errorCode: 401 }] },
    });
    made.start('s', 'subscription { onSave { id } }', await userHeader(own));
    expect(await made.until('start_ack')).toEqual({ type: 'start_ack', id: 's' });
    await own.stop();
  });

  it('of an IAM principal signs its own operation', async () => {
    const signed: unknown[] = [];
    const own = await startApi({
      schema,
      resolvers,
      api: { AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }] },
      authenticate: ({ method, target, body }, name) => {
        signed.push([name, method, target, body.toString()]);
        return publisher;
      },
    });
    const header = { Authorization: 'AWS4-HMAC-SHA256 x', host: own.host };
    const made = await client({ protocols: ['graphql-ws', headerProtocol(header)] }, own);
    await once(made.socket, 'open');
    made.send({ type: 'connection_init' });
    await made.until('ka');
    made.start('s', 'subscription { onSave { id } }', header);
    await made.until('error');
    expect(signed).toEqual([
      ['appsync', 'POST', '/graphql/connect', '{}'],
      ['appsync', 'POST', '/graphql', JSON.stringify({ query: 'subscription { onSave { id } }', variables: {} })],
    ]);
    await own.stop();
  });
});

describe('what a subscriber gets', () => {
  const seen = async (subscription: string, thing: object, published: string) => {
    const made = await client();
    made.start('s', subscription, user);
    await made.until('start_ack');
    await publish(thing, published);
    return (await made.until('data'))['payload'];
  };

  it('is its own selection out of what the publisher selected: null where that did not select', async () => {
    const thing = { id: '1', owner: 'ada', name: 'x', part: { id: 'p', name: 'y' } };
    expect(
      await seen('subscription { it: onSave { key: id name part { name } link } }', thing, 'code: id part { id }'),
    ).toEqual({
      data: { it: { key: '1', name: null, part: { name: null }, link: null } },
    });
    expect(
      await seen(
        'subscription { onSave { id part { id name } link } }',
        thing,
        'id link part { ...p } fragment p on Part { name id }',
      ),
    ).toEqual({
      data: { onSave: { id: '1', part: { id: 'p', name: 'y' }, link: '/1' } },
    });
  });

  it('is an error where what has to be there was not selected', async () => {
    expect(await seen('subscription { onSave { id name } }', { id: '1', name: 'x' }, 'name')).toEqual({
      data: { onSave: null },
      errors: [
        {
          path: ['onSave', 'id'],
          locations: null,
          message: "Cannot return null for non-nullable type: 'ID' within parent 'Thing' (/onSave/id)",
        },
      ],
    });
  });

  it('is no field that it may not have', async () => {
    expect(await seen('subscription { onSave { id secret } }', { id: '1', secret: 'x' }, 'id secret')).toMatchObject({
      data: { onSave: { id: '1', secret: null } },
      errors: [{ errorType: 'Unauthorized', path: ['onSave', 'secret'] }],
    });
  });

  it('is nothing when it is larger than 240 KB', async () => {
    const made = await client();
    made.start('s', 'subscription { onSave { id } }', user);
    await made.until('start_ack');
    await publish({ id: 'large', text: 'x'.repeat(240 * 1024) });
    await publish({ id: 'small' });
    expect((await made.until('data'))['payload']).toEqual({ data: { onSave: { id: 'small' } } });
    expect(api.logged.at(-1)).toMatchObject({ level: 'warn', message: expect.stringContaining('dropped') });
  });
});

describe('filtering', () => {
  const things = [
    { id: '1', owner: 'ada', size: 1 },
    { id: '2', owner: 'bob', size: 5 },
    { id: '3', size: 9 },
  ];

  it('by arguments: equal, left out, or null for what has no value', async () => {
    expect(await reaching('subscription { onSave(owner: "ada") { id } }', things)).toEqual(['1']);
    expect(await reaching('subscription { onSave(owner: null) { id } }', things)).toEqual(['3']);
    const query = 'subscription($owner: ID) { onSave(owner: $owner) { id } }';
    expect(await reaching(query, things)).toEqual(['1', '2', '3', 'end']);
    expect(await reaching(query, things, { owner: 'bob' })).toEqual(['2']);
    expect(await reaching(query, things, { owner: null })).toEqual(['3']);
  });

  it('takes a field that the publisher did not select for missing', async () => {
    const made = await client();
    made.start('s', 'subscription { onSave(owner: "ada") { id } }', user);
    await made.until('start_ack');
    await publish({ id: '1', owner: 'ada' }, 'id');
    await publish({ id: '2', owner: 'ada' }, 'id owner');
    expect((await made.until('data'))['payload']).toEqual({ data: { onSave: { id: '2' } } });
  });

  it('by the filter that a resolver sets, in place of the arguments', async () => {
    expect(await reaching('subscription { onBig(least: 5) { id } }', things)).toEqual(['2', '3']);
  });

  it('invalidates subscriptions: they complete, and the connection closes', async () => {
    const made = await client();
    made.start('a', 'subscription { onGroup(group: "a") { id } }', user);
    await made.until('start_ack');
    await api.post('mutation { drop(group: "b") }');
    await api.post('mutation { drop(group: "a") }');
    expect(await made.next()).toEqual({ type: 'complete', id: 'a' });
    await made.closed;
  });
});
