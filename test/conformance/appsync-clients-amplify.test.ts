import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/api';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { openApi, unique, type Api } from './appsync-api.ts';
import { BrowserWebSocket, installWebSocket, Listener } from './appsync-clients.ts';
import { behavioursOf } from './behaviour.ts';
import { here, recorded } from './evidence.ts';

const http = behavioursOf('AppSync over HTTP');
const realtime = behavioursOf('AppSync realtime');
const amplify = recorded('run with aws-amplify 6.22.1, which AWS ships');

let api: Api;
let token: string;
let uninstall: () => void;
beforeAll(async () => {
  uninstall = installWebSocket();
  api = await openApi();
  // What Amplify asks of a session: the tokens of whoever signed in.
  const getTokens = () => Promise.resolve({ accessToken: { payload: {}, toString: () => token } });
  const GraphQL = { endpoint: api.url, region: api.target.client.region, defaultAuthMode: 'userPool' as const };
  Amplify.configure({ API: { GraphQL } }, { Auth: { tokenProvider: { getTokens } } });
});
beforeEach(async () => {
  token = await api.token();
});
const listeners: Listener[] = [];
afterEach(() => {
  for (const listener of listeners.splice(0)) listener.stop();
});
afterAll(async () => {
  uninstall();
  await api.target.stop();
});

const client = generateClient();

function listen(query: string, variables: Record<string, unknown> = {}): Listener {
  const listener = new Listener(client.graphql({ query, variables }));
  listeners.push(listener);
  return listener;
}

const saved = 'mutation Save($thing: ThingInput!) { save(thing: $thing) { id group name } }';
const onSave = 'subscription OnSave($group: String) { onSave(group: $group) { id name } }';

function heardBy(listener: Listener, group: string, name: string): Promise<unknown> {
  return listener.after(async () => client.graphql({ query: saved, variables: { thing: { id: '1', group, name } } }));
}

http.covers('Amplify’s client gets the data of queries and mutations', amplify, async () => {
  expect(await client.graphql({ query: '{ hello(name: "you") }' })).toEqual({ data: { hello: 'Hello you' } });
  const thing = { id: '1', group: unique('group') };
  expect(await client.graphql({ query: saved, variables: { thing } })).toEqual({
    data: { save: { ...thing, name: null } },
  });
});

http.covers(
  'Amplify’s client throws errors with `errorType`, `errorInfo`, `path` and the partial data',
  amplify,
  async () => {
    await expect(client.graphql({ query: '{ hello(name: "you") fails(how: "error") { id } }' })).rejects.toMatchObject({
      data: { hello: 'Hello you', fails: null },
      errors: [{ message: 'It is taken.', errorType: 'Conflict', errorInfo: { by: 'ada' }, path: ['fails'] }],
    });
  },
);

http.covers('Amplify’s client learns from a 401 that its token has expired', here(amplify), async () => {
  token = (await api.target.tokens('ada', { expiresIn: -1 })).accessToken;
  await expect(client.graphql({ query: '{ hello }' })).rejects.toMatchObject({
    errors: [{ message: 'Unauthorized' }],
  });
});

realtime.covers('Amplify’s client subscribes with arguments, and hears what fits them', amplify, async () => {
  const [group, other] = [unique('group'), unique('group')];
  const listener = listen(onSave, { group });
  const thing = { id: '0', group: other };
  await client.graphql({ query: saved, variables: { thing } });
  expect(await heardBy(listener, group, 'n')).toEqual({ data: { onSave: { id: '1', name: 'n' } } });
  expect(listener.failed).toEqual([]);
});

realtime.covers('Several subscriptions of Amplify’s client share one connection', amplify, async () => {
  const groups = [unique('a'), unique('b')];
  const both = groups.map((group) => listen(onSave, { group }));
  for (const [i, listener] of both.entries()) await heardBy(listener, groups[i] ?? '', 'n');
  expect(BrowserWebSocket.open.size).toBe(1);
});

realtime.covers(
  'Amplify’s client reconnects by itself after a dropped socket, subscribes again under the same id, and hears what is published afterwards',
  amplify,
  async () => {
    const group = unique('group');
    const listener = listen(onSave, { group });
    await heardBy(listener, group, 'before');
    BrowserWebSocket.drop();
    await expect.poll(() => BrowserWebSocket.open.size).toBe(0);
    expect(await heardBy(listener, group, 'after')).toEqual({ data: { onSave: { id: '1', name: 'after' } } });
    expect(listener.failed).toEqual([]);
  },
);

realtime.covers('Amplify’s client learns that a subscription is denied', amplify, async () => {
  const listener = listen('subscription Admins { forAdmins { id } }');
  await expect.poll(() => listener.failed.length).toBe(1);
  expect(JSON.stringify(listener.failed)).toContain('Not Authorized to access forAdmins on type Subscription');
});

realtime.covers(
  'Amplify’s client gives up a connection that an expired token was to open: "Connection failed: UnauthorizedException"',
  here(amplify),
  async () => {
    await expect.poll(() => BrowserWebSocket.open.size, { timeout: 10_000 }).toBe(0);
    token = (await api.target.tokens('ada', { expiresIn: -1 })).accessToken;
    const listener = listen(onSave, {});
    await expect.poll(() => listener.failed.length).toBe(1);
    expect(JSON.stringify(listener.failed)).toContain('Connection failed: UnauthorizedException');
  },
);

realtime.covers(
  'Amplify’s client tells the observer when the token expires while connected: "Token has expired."',
  here(amplify),
  async () => {
    const group = unique('group');
    token = (await api.target.tokens('ada', { expiresIn: 120 })).accessToken;
    const listener = listen(onSave, { group });
    await heardBy(listener, group, 'before');
    api.target.local.clock.advance(121_000);
    await expect.poll(() => listener.failed.length).toBe(1);
    expect(JSON.stringify(listener.failed)).toContain('Token has expired.');
  },
);
