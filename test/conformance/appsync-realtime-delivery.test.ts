import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openApi, unique, type Api } from './appsync-api.ts';
import { connected, userHeader, type Header, type RealtimeClient } from './appsync-realtime-client.ts';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented } from './evidence.ts';

const realtime = behavioursOf('AppSync realtime');
const guide = documented('AppSync developer guide, Using subscriptions for real-time data applications');

let api: Api;
let user: Header;
let client: RealtimeClient;
const clients: RealtimeClient[] = [];
beforeAll(async () => {
  api = await openApi();
  user = await userHeader(api);
});
afterEach(() => Promise.all(clients.splice(0).map((each) => each.close())));
afterAll(() => api.target.stop());

/** Subscribes to one group of things; publishes by a mutation with this selection; answers with what arrived. */
async function delivered(subscription: string, selection: string, thing: Record<string, unknown>): Promise<unknown> {
  const group = await listen(subscription);
  await publish(selection, { ...thing, group });
  return client.data();
}

async function listen(subscription: string): Promise<string> {
  client = await connected(api);
  clients.push(client);
  const group = unique('group');
  await client.subscribe(`subscription($group: String) { onSave(group: $group) ${subscription} }`, user, { group });
  return group;
}

async function publish(selection: string, thing: Record<string, unknown>): Promise<void> {
  const query = `mutation($thing: ThingInput!) { save(thing: $thing) { group ${selection} } }`;
  const { body } = await api.ask(query, { variables: { thing } });
  expect(body.errors).toBeUndefined();
}

const thing = { id: '1', name: 'n', size: 3, part: { name: 'p', part: { name: 'q' } } };

realtime.covers(
  'A subscriber gets its own selection, under its own aliases, out of what the mutation’s caller selected',
  guide,
  async () => {
    expect(await delivered('{ key: id part { name } }', 'code: id name size part { called: name }', thing)).toEqual({
      data: { onSave: { key: '1', part: { name: 'p' } } },
    });
    expect(
      await delivered(
        '{ ... on Thing { id part { part { name } } } }',
        'id ... on Thing { part { name part { name } } }',
        thing,
      ),
    ).toEqual({ data: { onSave: { id: '1', part: { part: { name: 'q' } } } } });
  },
);

realtime.covers(
  'A nullable field that the mutation’s caller did not select is null for subscribers, also within objects',
  guide,
  async () => {
    expect(await delivered('{ id name size part { name part { name } } }', 'id part { part { name } }', thing)).toEqual(
      {
        data: { onSave: { id: '1', name: null, size: null, part: { name: null, part: { name: 'q' } } } },
      },
    );
  },
);

realtime.covers(
  'A non-null field that the mutation’s caller did not select is an error, and makes its parent null',
  documented('AppSync developer guide, Using subscriptions; the message as in aws-amplify/amplify-cli#5542'),
  async () => {
    expect(await delivered('{ id name }', 'name', thing)).toEqual({
      data: { onSave: null },
      errors: [
        {
          path: ['onSave', 'id'],
          locations: null,
          message: "Cannot return null for non-nullable type: 'ID' within parent 'Thing' (/onSave/id)",
        },
      ],
    });
  },
);

realtime.covers(
  'Resolvers of fields run for the mutation and not for its subscribers: what the caller did not select of them is null',
  guide,
  async () => {
    expect(await delivered('{ link }', 'id link', thing)).toEqual({ data: { onSave: { link: '/1' } } });
    expect(await delivered('{ link }', 'id', thing)).toEqual({ data: { onSave: { link: null } } });
  },
);

realtime.covers(
  'A published field that the subscriber may not have is null, with the error `Unauthorized`',
  assumed('the guide speaks of authorization at the start; the stricter reading checks each event’s fields'),
  async () => {
    const group = await listen('{ id secret }');
    await api.askSigned('mutation($thing: ThingInput!) { save(thing: $thing) { id group secret } }', {
      thing: { id: '1', group, secret: 's' },
    });
    expect(await client.data()).toMatchObject({
      data: { onSave: { id: '1', secret: null } },
      errors: [{ path: ['onSave', 'secret'], errorType: 'Unauthorized' }],
    });
  },
);

realtime.covers(
  'Only mutations over AppSync reach subscribers: not one that fails, no query, and no write to the table',
  guide,
  async () => {
    const group = await listen('{ id }');
    await new DynamoDBClient(api.target.client).send(
      new PutItemCommand({
        TableName: api.target.output('TableName'),
        Item: { PK: { S: group }, SK: { S: 'thing' }, id: { S: 'direct' }, group: { S: group } },
      }),
    );
    const { body } = await api.ask('query($id: ID!) { stored(id: $id) { id group } }', { variables: { id: group } });
    expect(body.data).toEqual({ stored: { id: 'direct', group } });
    await api.ask('mutation { fail { id group } }');
    await publish('id', { id: 'saved', group });
    expect(await client.next()).toMatchObject({ type: 'data', payload: { data: { onSave: { id: 'saved' } } } });
  },
);

realtime.covers(
  'Each root field of a mutation publishes, in their order; one that fails publishes nothing',
  assumed('mutations run in order; that events keep it was not seen'),
  async () => {
    const group = await listen('{ id }');
    const save = (id: string) => `${id}: save(thing: { id: "${id}", group: $group }) { id group }`;
    await api.ask(`mutation($group: String) { ${save('a')} fail { id } ${save('b')} }`, { variables: { group } });
    expect(await client.data()).toEqual({ data: { onSave: { id: 'a' } } });
    expect(await client.data()).toEqual({ data: { onSave: { id: 'b' } } });
  },
);

realtime.covers('Events reach every subscriber that they are for, on whichever connection', guide, async () => {
  const group = await listen('{ id }');
  const others = await Promise.all([connected(api, await userHeader(api, 'bob')), connected(api)]);
  clients.push(...others);
  const query = `subscription { onSave(group: "${group}") { name } }`;
  for (const other of others) await other.subscribe(query, user);
  await publish('id name', { id: '1', name: 'n', group });
  expect(await client.data()).toEqual({ data: { onSave: { id: '1' } } });
  for (const other of others) expect(await other.data()).toEqual({ data: { onSave: { name: 'n' } } });
});

realtime.covers(
  'A payload of more than 240 KB reaches no subscriber, and the mutation is none the wiser',
  documented('AWS General Reference, AppSync quotas; dropped in silence as in aws/aws-appsync-community#175'),
  async () => {
    const group = await listen('{ id }');
    await publish('id name', { id: 'large', group, name: 'x'.repeat(240 * 1024) });
    await publish('id name', { id: 'almost', group, name: 'x'.repeat(239 * 1024) });
    expect(await client.data()).toEqual({ data: { onSave: { id: 'almost' } } });
  },
);
