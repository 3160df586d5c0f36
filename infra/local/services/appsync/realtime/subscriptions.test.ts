import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../testing.ts';
import { connected, userHeader, type RealtimeClient } from './client.ts';
import { publish, resolvers, schema } from './things.ts';

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

async function client(): Promise<RealtimeClient> {
  const made = await connected(api);
  clients.push(made);
  return made;
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
  for (const thing of [...things, { id: 'end', name: 'last', owner: 'nobody', size: -1 }]) await publish(api, thing);
  const seen: unknown[] = [];
  for (;;) {
    const { id, payload } = await subscriber.until('data');
    if (id === 'last') return seen;
    const { data } = payload as { data: Record<string, { id: string }> };
    seen.push(...Object.values(data).map((thing) => thing.id));
  }
}

describe('what a subscriber gets', () => {
  const seen = async (subscription: string, thing: object, published: string) => {
    const made = await client();
    made.start('s', subscription, user);
    await made.until('start_ack');
    await publish(api, thing, published);
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
    await publish(api, { id: 'large', text: 'x'.repeat(240 * 1024) });
    await publish(api, { id: 'small' });
    expect((await made.until('data'))['payload']).toEqual({ data: { onSave: { id: 'small' } } });
    expect(api.logged.at(-1)).toMatchObject({ level: 'warn', message: expect.stringContaining('dropped') as string });
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
    await publish(api, { id: '1', owner: 'ada' }, 'id');
    await publish(api, { id: '2', owner: 'ada' }, 'id owner');
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
