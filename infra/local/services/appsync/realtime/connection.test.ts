import { once } from 'node:events';
import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import { publisher, startApi, type TestApi } from '../testing.ts';
import { connected, headerProtocol, RealtimeClient, userHeader } from './client.ts';
import { publish, resolvers, schema } from './things.ts';

let api: TestApi;
let user: { Authorization: string; host: string };
let expired: typeof user;
const clients: RealtimeClient[] = [];

beforeAll(async () => {
  const AdditionalAuthenticationProviders = [{ AuthenticationType: 'AWS_IAM' }];
  api = await startApi({ schema, resolvers, api: { AdditionalAuthenticationProviders } });
  user = await userHeader(api);
  expired = await userHeader(api, { exp: 1 });
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
afterAll(() => api.stop());

async function client(settings?: ConstructorParameters<typeof RealtimeClient>[1], of = api): Promise<RealtimeClient> {
  const made = settings ? new RealtimeClient(of, settings) : await connected(of);
  clients.push(made);
  return made;
}

const fields = 'id owner name';

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
      () => ({ protocols: ['graphql-ws', headerProtocol(expired)] }),
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
    const made = await client(settings());
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
    await publish(api, { id: '1', owner: 'ada', name: 'x' });
    expect(await made.next()).toEqual({
      type: 'data',
      id: 's',
      payload: { data: { onSave: { id: '1', owner: 'ada', name: 'x' } } },
    });
    made.send({ type: 'stop', id: 's' });
    expect(await made.next()).toEqual({ type: 'complete', id: 's' });
    await publish(api, { id: '2' });
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
      { errors: [{ message: expect.stringContaining('FieldUndefined') as string }] },
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
        authorization = user,
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
        errors: { errorType: 'MaxSubscriptionsReachedError', message: 'Max number of 200 subscriptions reached' },
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
