import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openApi, unique, type Api } from './appsync-api.ts';
import { connected, iamHeader, userHeader, type Header, type RealtimeClient } from './appsync-realtime-client.ts';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, here, recorded, seenByOthers } from './evidence.ts';

const realtime = behavioursOf('AppSync realtime');
const guide = documented('AppSync developer guide, Building a real-time WebSocket client');

let api: Api;
let user: Header;
const clients: RealtimeClient[] = [];
beforeAll(async () => {
  api = await openApi();
  user = await userHeader(api);
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
afterAll(() => api.target.stop());

async function connect(header?: Header): Promise<RealtimeClient> {
  const client = await connected(api, header);
  clients.push(client);
  return client;
}

async function save(thing: Record<string, unknown>): Promise<void> {
  const query = 'mutation($thing: ThingInput!) { save(thing: $thing) { id group name } }';
  expect(await api.ask(query, { variables: { thing } })).toMatchObject({ status: 200, body: { data: {} } });
}

const onGroup = 'subscription($group: String) { onSave(group: $group) { id name } }';

/** The errors that a start is answered with. */
async function refusal(client: RealtimeClient, query: string, header: Header, id = unique('s')): Promise<unknown> {
  client.start(id, query, header);
  const { type, id: answered, payload } = await client.next();
  expect([type, answered]).toEqual(['error', id]);
  return payload;
}

realtime.covers(
  '`start` is answered by `start_ack`, `data` messages follow with the id, `stop` is answered by `complete` and ends them',
  guide,
  async () => {
    const client = await connect();
    const group = unique('group');
    client.start('mine', onGroup, user, { group });
    expect(await client.next()).toEqual({ type: 'start_ack', id: 'mine' });
    await client.subscribe('subscription { onSave(name: "after") { id } }', user);
    await save({ id: '1', group, name: 'first' });
    expect(await client.next()).toEqual({
      type: 'data',
      id: 'mine',
      payload: { data: { onSave: { id: '1', name: 'first' } } },
    });
    client.send({ type: 'stop', id: 'mine' });
    expect(await client.next()).toEqual({ type: 'complete', id: 'mine' });
    await save({ id: '2', group, name: 'after' });
    expect(await client.next()).toMatchObject({ type: 'data', payload: { data: { onSave: { id: '2' } } } });
  },
);

realtime.covers(
  'One connection carries many subscriptions: each gets what is for it, under its own id',
  guide,
  async () => {
    const client = await connect();
    const groups = [unique('a'), unique('b')];
    const ids: string[] = [];
    for (const group of groups) ids.push(await client.subscribe(onGroup, user, { group }));
    for (const group of groups) await save({ id: group, group });
    const seen = [await client.next(), await client.next()].map(({ id, payload }) => ({ id, payload }));
    expect(seen).toEqual(
      groups.map((group, i) => ({ id: ids[i], payload: { data: { onSave: { id: group, name: null } } } })),
    );
  },
);

realtime.covers(
  'A second `start` with the id of a running subscription is `DuplicatedOperationError`, "Duplicated operation with id …"; the first goes on',
  seenByOthers('aws-amplify/amplify-js#12818'),
  async () => {
    const client = await connect();
    const group = unique('group');
    const id = await client.subscribe(onGroup, user, { group });
    expect(await refusal(client, 'subscription { onSave { id } }', user, id)).toEqual({
      errors: [{ errorType: 'DuplicatedOperationError', message: `Duplicated operation with id ${id}` }],
    });
    await save({ id: '1', group });
    expect(await client.next()).toMatchObject({ type: 'data', id });
  },
);

realtime.covers(
  'A `stop` for a subscription that is not there is an `error`, `UnknownOperationError`',
  assumed('the answer was not seen'),
  async () => {
    const client = await connect();
    client.send({ type: 'stop', id: 'none' });
    expect(await client.next()).toMatchObject({
      type: 'error',
      id: 'none',
      payload: { errors: [{ errorType: 'UnknownOperationError' }] },
    });
  },
);

realtime.covers(
  'Queries and mutations are refused on this channel: `UnsupportedOperation`',
  assumed('AppSync’s words for other unsupported messages are taken'),
  async () => {
    const client = await connect();
    for (const operation of ['query', 'mutation']) {
      const query = operation === 'query' ? '{ hello }' : 'mutation { fail { id } }';
      const message = `${operation} not supported through the realtime channel`;
      expect(await refusal(client, query, user)).toEqual({ errors: [{ errorType: 'UnsupportedOperation', message }] });
    }
  },
);

realtime.covers(
  'A subscription that does not fit the schema is an `error` with the validation errors, one that is no GraphQL is `MalformedHttpRequestException`',
  seenByOthers('aws-amplify/amplify-js#11317 for validation errors'),
  async () => {
    const client = await connect();
    expect(await refusal(client, 'subscription { onSave(no: 1) { id } }', user)).toMatchObject({
      errors: [{ message: "Validation error of type UnknownArgument: Unknown field argument no @ 'onSave'" }],
    });
    expect(await refusal(client, '{', user)).toMatchObject({
      errors: [{ errorType: 'MalformedHttpRequestException' }],
    });
  },
);

realtime.covers(
  'A `start` without valid credentials of its own is `UnauthorizedException`, whatever opened the connection',
  seenByOthers('aws-amplify/amplify-js#14569'),
  async () => {
    const client = await connect();
    const query = 'subscription { onSave { id } }';
    for (const header of [{}, { ...user, Authorization: 'nonsense' }])
      expect(await refusal(client, query, header)).toMatchObject({
        errors: [{ errorType: 'UnauthorizedException', errorCode: 401 }],
      });
  },
);

realtime.covers(
  'A subscription that the schema’s directives keep from the caller is `Unauthorized`, "Not Authorized to access {field} on type Subscription"',
  recorded('fixtures of Amplify’s clients'),
  async () => {
    const client = await connect();
    const query = 'subscription { forAdmins { id } }';
    const message = 'Not Authorized to access forAdmins on type Subscription';
    expect(await refusal(client, query, user)).toMatchObject({ errors: [{ errorType: 'Unauthorized', message }] });
    const { accessToken } = await api.target.tokens('head', { groups: ['admins'] });
    await client.subscribe(query, { ...user, Authorization: accessToken });
  },
);

realtime.covers(
  'The resolver of a subscription runs once, at `start`: `util.unauthorized` denies it, returning null lets it pass',
  documented('AppSync developer guide, Configuring authorization and authentication'),
  async () => {
    const client = await connect();
    const { sub } = await api.target.tokens('ada');
    const own = (owner: string) => `subscription { onOwn(owner: "${owner}") { id owner } }`;
    expect(await refusal(client, own('somebody-else'), user)).toMatchObject({
      errors: [{ errorType: 'Unauthorized', message: 'Not Authorized to access onOwn on type Subscription' }],
    });
    await client.subscribe(own(sub), user);
    const query = 'mutation($owner: ID) { save(thing: { id: "own", owner: $owner }) { id owner } }';
    await api.ask(query, { variables: { owner: 'somebody-else' } });
    await api.ask(query, { variables: { owner: sub } });
    expect(await client.data()).toEqual({ data: { onOwn: { id: 'own', owner: sub } } });
  },
);

realtime.covers(
  'One connection holds subscriptions of people and of IAM principals; a principal signs `POST /graphql` over the text in `data`',
  guide,
  async () => {
    const client = await connect();
    const group = unique('group');
    await client.subscribe(onGroup, user, { group });
    const query = `subscription { onSave(group: "${group}") { id secret } }`;
    const byRole = await client.subscribe(query, await iamHeader(api, JSON.stringify({ query, variables: {} })));
    await api.askSigned(
      'mutation($group: String) { save(thing: { id: "1", group: $group, secret: "s" }) { id group secret } }',
      {
        group,
      },
    );
    const seen = [await client.next(), await client.next()];
    expect(seen.find(({ id }) => id === byRole)?.payload).toEqual({ data: { onSave: { id: '1', secret: 's' } } });
    const other = await iamHeader(api, JSON.stringify({ query: onGroup, variables: {} }));
    expect(await refusal(client, query, other)).toMatchObject({ errors: [{ errorCode: 403 }] });
  },
);

realtime.covers(
  'A connection holds 200 subscriptions; the next is `MaxSubscriptionsReachedError`, in `errors` that is an object and no list',
  documented('AWS General Reference, AppSync quotas; the object as in aws-amplify/amplify-js#5050'),
  async () => {
    const client = await connect();
    const query = 'subscription { onSave(group: "nobody") { id } }';
    for (let i = 0; i < 200; i += 1) client.start(String(i), query, user);
    for (let i = 0; i < 200; i += 1) expect((await client.next()).type).toBe('start_ack');
    expect(await refusal(client, query, user)).toEqual({
      errors: { errorType: 'MaxSubscriptionsReachedError', message: 'Max number of 200 subscriptions reached' },
    });
    client.send({ type: 'stop', id: '7' });
    expect((await client.next()).type).toBe('complete');
    await client.subscribe(query, user);
  },
);

realtime.covers(
  'When the token of a subscription expires while connected, the subscription ends with `UnauthorizedException`, "Token has expired."; the connection and the others stay, and a new token starts it again',
  here(seenByOthers('aws-amplify/amplify-js#14569; the message as in awslabs/aws-mobile-appsync-sdk-js#666')),
  async () => {
    const client = await connect();
    const group = unique('group');
    const { accessToken } = await api.target.tokens('ada', { expiresIn: 90 });
    const short = await client.subscribe(onGroup, { ...user, Authorization: accessToken }, { group });
    const long = await client.subscribe(onGroup, user, { group });
    api.target.local.clock.advance(91_000);
    expect(await client.next()).toEqual({
      type: 'error',
      id: short,
      payload: { errors: [{ errorType: 'UnauthorizedException', message: 'Token has expired.', errorCode: 401 }] },
    });
    await save({ id: '1', group });
    expect(await client.next()).toMatchObject({ type: 'data', id: long });
    client.start(short, onGroup, await userHeader(api), { group });
    expect(await client.next()).toEqual({ type: 'start_ack', id: short });
  },
);
