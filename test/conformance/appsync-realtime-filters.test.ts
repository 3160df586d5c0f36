import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { openApi, unique, type Api } from './appsync-api.ts';
import { connected, userHeader, type Header, type RealtimeClient } from './appsync-realtime-client.ts';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, seenByOthers } from './evidence.ts';

const realtime = behavioursOf('AppSync realtime');
const argumentsGuide = documented('AppSync developer guide, Using subscription arguments');
const enhanced = documented('AppSync developer guide, Defining enhanced subscriptions filters');
const extensions = documented('AppSync developer guide, Extensions');
const invalidation = documented('AppSync developer guide, Unsubscribing WebSocket connections using filters');

let api: Api;
let user: Header;
let client: RealtimeClient;
beforeAll(async () => {
  api = await openApi();
  user = await userHeader(api);
});
beforeEach(async () => {
  client = await connected(api);
});
afterEach(() => client.close());
afterAll(() => api.target.stop());

type Thing = { id: string } & Record<string, unknown>;

const everything = 'id group owner name size tags part { name part { name part { name part { name } } } }';

async function save(thing: Thing, selection = everything): Promise<void> {
  const query = `mutation($thing: ThingInput!) { save(thing: $thing) { ${selection} } }`;
  const { body } = await api.ask(query, { variables: { thing } });
  expect(body.errors).toBeUndefined();
}

/** The ids of those of `things` that reach a subscription, which selects `id`. */
async function reaching(subscription: string, variables: object, things: Thing[], selection?: string) {
  const id = await client.subscribe(subscription, user, variables);
  const group = unique('last');
  const last = await client.subscribe(`subscription { onSave(group: "${group}") { id } }`, user);
  for (const thing of things) await save(thing, selection);
  await save({ id: 'last', group });
  const seen: string[] = [];
  for (;;) {
    const received = await client.next();
    if (received.id === last) return seen;
    if (received.id === id) seen.push(...idsOf(received.payload));
  }
}

/** Those of this case; on a shared API others may publish at the same time. */
function idsOf(payload: unknown): string[] {
  const { data } = payload as { data: Record<string, { id: string }> };
  return Object.values(data).flatMap(({ id }) => (/^\d$/.test(id) ? [id] : []));
}

const filtered = 'subscription($filter: String!, $group: String) { onFiltered(filter: $filter, group: $group) { id } }';
interface Filter {
  fieldName: string;
  operator: string;
  value: unknown;
}
const filterOf = (...groups: Filter[][]) => JSON.stringify({ filterGroup: groups.map((filters) => ({ filters })) });

realtime.covers(
  'Each argument that is given must equal the published field of its name; of several arguments all must',
  argumentsGuide,
  async () => {
    const query = 'subscription($group: String, $name: String) { onSave(group: $group, name: $name, size: 1) { id } }';
    const [group, other] = [unique('group'), unique('group')];
    const things = [
      { id: '1', group, name: 'n', size: 1 },
      { id: '2', group: other, name: 'n', size: 1 },
      { id: '3', group, name: 'm', size: 1 },
      { id: '4', group, name: 'n', size: 2 },
      { id: '5', group, size: 1 },
    ];
    expect(await reaching(query, { group, name: 'n' }, things)).toEqual(['1']);
  },
);

realtime.covers(
  'An argument that is left out, as a literal or as a variable without a value, filters nothing',
  argumentsGuide,
  async () => {
    const things = [{ id: '1', owner: unique('o') }, { id: '2' }];
    expect(await reaching('subscription { onSave { id } }', {}, things)).toEqual(['1', '2']);
    expect(await reaching('subscription($owner: ID) { onSave(owner: $owner) { id } }', {}, things)).toEqual(['1', '2']);
  },
);

realtime.covers(
  'An argument that is explicitly null, as a literal or as a variable, lets only those pass that have no value in the field',
  argumentsGuide,
  async () => {
    const group = unique('group');
    const things = [
      { id: '1', group, owner: 'ada' },
      { id: '2', group },
      { id: '3', group, owner: null },
    ];
    const literal = 'subscription($group: String) { onSave(group: $group, owner: null) { id } }';
    expect(await reaching(literal, { group }, things)).toEqual(['2', '3']);
    const variable = 'subscription($group: String, $owner: ID) { onSave(group: $group, owner: $owner) { id } }';
    expect(await reaching(variable, { group, owner: null }, things)).toEqual(['2', '3']);
  },
);

realtime.covers(
  'Arguments are compared with what the mutation’s caller selected: a field that was not selected counts as null',
  assumed('follows from the rule that subscribers get only what the caller selected'),
  async () => {
    const group = unique('group');
    const query = 'subscription($group: String) { onSave(group: $group, owner: "ada") { id } }';
    expect(await reaching(query, { group }, [{ id: '1', group, owner: 'ada' }], 'id group')).toEqual([]);
    const nobody = 'subscription($group: String) { onSave(group: $group, owner: null) { id } }';
    expect(await reaching(nobody, { group }, [{ id: '1', group, owner: 'ada' }], 'id group')).toEqual(['1']);
  },
);

const things: Thing[] = [
  { id: '1', size: 1, name: 'alpha', tags: ['x', 'y'] },
  { id: '2', size: 2, name: 'beta', tags: ['y', 'z'] },
  { id: '3', size: 3, name: 'gamma', tags: ['z'] },
  { id: '4' },
];
const operators: [fieldName: string, operator: string, value: unknown, passing: string[]][] = [
  ['size', 'eq', 2, ['2']],
  ['size', 'ne', 2, ['1', '3', '4']],
  ['size', 'le', 2, ['1', '2']],
  ['size', 'lt', 2, ['1']],
  ['size', 'ge', 2, ['2', '3']],
  ['size', 'gt', 2, ['3']],
  ['name', 'contains', 'mm', ['3']],
  ['tags', 'contains', 'y', ['1', '2']],
  ['tags', 'notContains', 'y', ['3', '4']],
  ['name', 'beginsWith', 'be', ['2']],
  ['name', 'beginsWith', 'Be', []],
  ['size', 'in', [1, 3], ['1', '3']],
  ['size', 'notIn', [1, 3], ['2', '4']],
  ['size', 'between', [1, 3], ['2']],
  ['tags', 'containsAny', ['x', 'z'], ['1', '2', '3']],
];
realtime.covers(
  `Enhanced filters know the operators ${[...new Set(operators.map(([, operator]) => operator))].join(', ')}; \`between\` leaves out its bounds, texts are case-sensitive`,
  extensions,
  async () => {
    for (const [fieldName, operator, value, passing] of operators) {
      const group = unique('group');
      const mine = { fieldName: 'group', operator: 'eq', value: group };
      const filter = filterOf([mine, { fieldName, operator, value }]);
      const published = things.map((thing) => ({ ...thing, group }));
      expect(await reaching(filtered, { filter }, published), `${fieldName} ${operator}`).toEqual(passing);
    }
  },
);

realtime.covers('All filters of a group must hold, and of the groups any', extensions, async () => {
  const group = unique('group');
  const mine = { fieldName: 'group', operator: 'eq', value: group };
  const filter = filterOf(
    [mine, { fieldName: 'size', operator: 'ge', value: 2 }, { fieldName: 'name', operator: 'eq', value: 'beta' }],
    [mine, { fieldName: 'name', operator: 'eq', value: 'alpha' }],
  );
  const published = things.map((thing) => ({ ...thing, group }));
  expect(await reaching(filtered, { filter }, published)).toEqual(['1', '2']);
});

realtime.covers('A filter that a resolver sets takes the place of filtering by arguments', enhanced, async () => {
  const group = unique('group');
  const filter = filterOf([{ fieldName: 'group', operator: 'eq', value: group }]);
  expect(await reaching(filtered, { filter, group: 'another' }, [{ id: '1', group }])).toEqual(['1']);
});

realtime.covers('Enhanced filters reach nested fields by `.`', enhanced, async () => {
  const group = unique('group');
  const inner = (name: string) => ({ part: { part: { part: { name } } } });
  const filter = filterOf([
    { fieldName: 'group', operator: 'eq', value: group },
    { fieldName: 'part.part.part.part.name', operator: 'eq', value: 'deep' },
  ]);
  const published = [
    { id: '1', group, part: inner('deep') },
    { id: '2', group, part: inner('other') },
    { id: '3', group },
  ];
  expect(await reaching(filtered, { filter }, published)).toEqual(['1']);
});

realtime.covers('A filter on a field below the fifth level is ignored', enhanced, async () => {
  const group = unique('group');
  const filter = filterOf([
    { fieldName: 'group', operator: 'eq', value: group },
    { fieldName: 'part.part.part.part.part.name', operator: 'eq', value: 'too deep' },
  ]);
  expect(await reaching(filtered, { filter }, [{ id: '1', group }])).toEqual(['1']);
});

realtime.covers('What a mutation publishes as a list passes no enhanced filter', enhanced, async () => {
  const group = unique('group');
  const filter = filterOf([{ fieldName: 'group', operator: 'eq', value: group }]);
  await client.subscribe('subscription($f: String!) { onAllFiltered(filter: $f) { id } }', user, { f: filter });
  await client.subscribe(filtered, user, { filter });
  await api.ask('mutation($group: String) { saveAll(things: [{ id: "1", group: $group }]) { id group } }', {
    variables: { group },
  });
  await save({ id: '2', group });
  expect(await client.data()).toEqual({ data: { onFiltered: { id: '2' } } });
});

async function refusal(filter: string): Promise<unknown> {
  client.start('limited', filtered, user, { filter });
  const { type, payload } = await client.next();
  expect(type).toBe('error');
  return payload;
}
const one = (fieldName: string): Filter => ({ fieldName, operator: 'eq', value: 1 });

realtime.covers(
  'More than 5 values of `in` and `notIn`, or 20 of `containsAny`, refuse the subscription: "subscription exceeds maximum value limit 5 for operator `in`."',
  seenByOthers('aws-amplify/amplify-category-api#740; the limits are of AppSync’s guide, Extensions'),
  async () => {
    for (const [operator, most] of [['in', 5] as const, ['notIn', 5] as const, ['containsAny', 20] as const]) {
      const value = Array.from({ length: most + 1 }, (_, i) => i);
      const message = `subscription exceeds maximum value limit ${most} for operator \`${operator}\`.`;
      expect(await refusal(filterOf([{ fieldName: 'tags', operator, value }]))).toEqual({
        errors: [{ message, errorCode: 400 }],
      });
    }
  },
);

realtime.covers(
  'More than 5 fields in a group refuse the subscription: "Filters exceed maximum attributes limit 5 for subscription."',
  seenByOthers('aws-amplify/amplify-flutter#6142; the limit is of AppSync’s guide, Extensions'),
  async () => {
    const fields = ['id', 'group', 'owner', 'name', 'size', 'tags'].map(one);
    expect(await refusal(filterOf(fields))).toMatchObject({
      errors: [{ message: 'Filters exceed maximum attributes limit 5 for subscription.' }],
    });
    client.start('fits', filtered, user, { filter: filterOf(fields.slice(1)) });
    expect((await client.next()).type).toBe('start_ack');
  },
);

realtime.covers(
  'More than 10 groups refuse the subscription: "Filters combination exceed maximum limit 10 for subscription."; each value of an `in` counts as a group',
  seenByOthers('the tests of Amplify for Swift; the limit is of AppSync’s guide, Extensions'),
  async () => {
    const message = 'Filters combination exceed maximum limit 10 for subscription.';
    const groups = (count: number) => Array.from({ length: count }, () => [one('size')]);
    expect(await refusal(filterOf(...groups(11)))).toMatchObject({ errors: [{ message }] });
    const choice = [{ fieldName: 'size', operator: 'in', value: [1, 2, 3] }];
    expect(await refusal(filterOf(...groups(8), choice))).toMatchObject({ errors: [{ message }] });
    client.start('fits', filtered, user, { filter: filterOf(...groups(7), choice) });
    expect((await client.next()).type).toBe('start_ack');
  },
);

realtime.covers(
  'A filter with a text of more than 256 characters, or with an operator that is not there, refuses the subscription',
  assumed('the limit is documented, the error is not'),
  async () => {
    const long = { fieldName: 'name', operator: 'eq', value: 'x'.repeat(257) };
    expect(await refusal(filterOf([long]))).toMatchObject({ errors: [{ errorCode: 400 }] });
    const unknown = { fieldName: 'size', operator: 'lte', value: 1 };
    expect(await refusal(filterOf([unknown]))).toMatchObject({ errors: [{ errorType: 'BadRequestException' }] });
  },
);

realtime.covers(
  '`extensions.invalidateSubscriptions` ends the subscriptions whose invalidation filter fits its payload, and closes their connection; others stay',
  invalidation,
  async () => {
    const [group, other] = [unique('group'), unique('group')];
    const query = 'subscription($group: String!) { onGroup(group: $group) { id } }';
    const id = await client.subscribe(query, user, { group });
    const bystander = await connected(api);
    await bystander.subscribe(query, user, { group: other });
    await api.ask('mutation($group: String!) { dismiss(group: $group) }', { variables: { group } });
    expect(await client.next()).toEqual({ type: 'complete', id });
    await client.closed;
    await save({ id: '1', group: other });
    expect(await bystander.data()).toEqual({ data: { onGroup: { id: '1' } } });
    await bystander.close();
  },
);
