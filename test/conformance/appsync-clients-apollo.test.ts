import { inspect } from 'node:util';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { createAuthLink, type AuthOptions } from 'aws-appsync-auth-link';
import { createSubscriptionHandshakeLink } from 'aws-appsync-subscription-link';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { openApi, unique, type Api } from './appsync-api.ts';
import { BrowserWebSocket, installWebSocket, Listener } from './appsync-clients.ts';
import { behavioursOf } from './behaviour.ts';
import { here, recorded } from './evidence.ts';

const http = behavioursOf('AppSync over HTTP');
const realtime = behavioursOf('AppSync realtime');
const links = recorded('run with aws-appsync-subscription-link 4.0.3 and aws-appsync-auth-link 4.0.2, which AWS ships');

let api: Api;
let token: string;
let client: ApolloClient;
let uninstall: () => void;
beforeAll(async () => {
  uninstall = installWebSocket();
  api = await openApi();
});
beforeEach(async () => {
  token = await api.token();
  client = connect({ type: 'AMAZON_COGNITO_USER_POOLS', jwtToken: () => token });
});
const listeners: Listener[] = [];
afterEach(() => {
  for (const listener of listeners.splice(0)) listener.stop();
  client.stop();
});
afterAll(async () => {
  uninstall();
  await api.target.stop();
});

function connect(auth: AuthOptions): ApolloClient {
  const { url } = api;
  const { region } = api.target.client;
  const link = ApolloLink.from([
    createAuthLink({ url, region, auth }),
    createSubscriptionHandshakeLink({ url, region, auth }, new HttpLink({ uri: url })),
  ]);
  return new ApolloClient({ link, cache: new InMemoryCache(), defaultOptions: { query: { fetchPolicy: 'no-cache' } } });
}

const saved = gql`
  mutation Save($thing: ThingInput!) {
    save(thing: $thing) {
      id
      group
      name
    }
  }
`;
const onSave = gql`
  subscription OnSave($group: String) {
    onSave(group: $group) {
      id
      name
    }
  }
`;

function listen(group: string): Listener {
  const listener = new Listener(client.subscribe({ query: onSave, variables: { group }, fetchPolicy: 'no-cache' }));
  listeners.push(listener);
  return listener;
}

function publish(group: string, name: string): Promise<unknown> {
  return client.mutate({ mutation: saved, variables: { thing: { id: '1', group, name } } });
}

const event = (name: string) => ({ data: { onSave: { id: '1', name } } });

http.covers('Apollo’s client with AppSync’s auth link gets the data of queries and mutations', links, async () => {
  const hello = await client.query({ query: gql('{ hello(name: "you") }') });
  expect(hello.data).toEqual({ hello: 'Hello you' });
  const thing = { id: '1', group: unique('group'), name: 'n' };
  const { data } = await client.mutate({ mutation: saved, variables: { thing } });
  expect(data).toMatchObject({ save: thing });
});

http.covers('Apollo’s client gets the errors of resolvers and of expired tokens', here(links), async () => {
  const failing = client.query({ query: gql('{ fails(how: "error") { id } }') });
  await expect(failing).rejects.toMatchObject({ errors: [{ message: 'It is taken.', errorType: 'Conflict' }] });
  token = (await api.target.tokens('ada', { expiresIn: -1 })).accessToken;
  await expect(client.query({ query: gql('{ hello }') })).rejects.toThrow(/Token has expired|401/);
});

realtime.covers('AppSync’s subscription link subscribes with arguments, and hears what fits them', links, async () => {
  const group = unique('group');
  const listener = listen(group);
  const first = await listener.after(async () => {
    await publish(unique('group'), 'other');
    await publish(group, 'mine');
  });
  expect(first).toMatchObject(event('mine'));
  for (const heard of listener.heard) expect(heard).toMatchObject(event('mine'));
});

realtime.covers(
  'AppSync’s subscription link tells its observers of a dropped socket; subscribed again, they hear what is published afterwards',
  links,
  async () => {
    const group = unique('group');
    const listener = listen(group);
    await listener.after(() => publish(group, 'before'));
    BrowserWebSocket.drop();
    await expect.poll(() => said(listener)).toContain('Connection closed');
    const again = listen(group);
    expect(await again.after(() => publish(group, 'after'))).toMatchObject(event('after'));
  },
);

realtime.covers('AppSync’s subscription link learns that a subscription is denied', links, async () => {
  const listener = new Listener(client.subscribe({ query: gql('subscription { forAdmins { id } }') }));
  listeners.push(listener);
  await expect.poll(() => said(listener)).toContain('Not Authorized to access forAdmins on type Subscription');
});

realtime.covers(
  'AppSync’s subscription link learns of a token that has expired, before it connects or while it is connected',
  here(links),
  async () => {
    const group = unique('group');
    token = (await api.target.tokens('ada', { expiresIn: 120 })).accessToken;
    const listener = listen(group);
    await listener.after(() => publish(group, 'before'));
    api.target.local.clock.advance(121_000);
    await expect.poll(() => said(listener)).toContain('Token has expired.');
    const other = connect({ type: 'AMAZON_COGNITO_USER_POOLS', jwtToken: token });
    const late = new Listener(other.subscribe({ query: onSave, variables: { group } }));
    listeners.push(late);
    await expect.poll(() => said(late)).toContain('UnauthorizedException');
    other.stop();
  },
);

/** Everything a listener heard, errors included, as text. */
function said({ heard, failed }: Listener): string {
  return inspect([heard, failed], { depth: 10 });
}
