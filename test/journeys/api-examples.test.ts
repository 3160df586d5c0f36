import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { byToken, execute, type Authorize } from '../../client/api/graphql.ts';
import { byIam } from '../../client/api/iam.ts';
import { subscribe } from '../../client/api/realtime.ts';
import { TypedDocumentString } from '../../schema/generated/operations.ts';
import { differences, readApiExamples, type ApiExample } from '../support/api-examples.ts';
import { pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until } from '../support/stack.ts';

/** The page's own ids and days, which stand for what is stored here. */
const page = {
  analysis: '01KB3T0P5RJ2M8Q4W6X9YZABCD',
  export: '01KB3V7Q2SH4N6R8T0W1XYZABC',
  owner: '3f0c9a52-7d1e-4b68-9c3a-5e2d8f714b06',
  other: 'b81d4e7c-2a95-4f03-8e6b-7c9a1d30f582',
  today: '2026-11-22',
  before: '2026-11-01',
};

const examples = readApiExamples();
/** What deletes comes last. */
const inOrder = [...examples].sort((a, b) => Number(/delete/.test(a.name)) - Number(/delete/.test(b.name)));

let stack: Stack;
let here: typeof page;
let callers: Record<string, Authorize>;
beforeAll(async () => {
  stack = await Stack.start();
  const alice = await stack.person('alice');
  const admin = await stack.token('root', { groups: ['admins'] });
  const other = await stack.token('bob');
  const { id } = await send(alice.api, pastoral, 'image/jpeg', 'sheep.jpg');
  await pushedEnd(alice, id);
  const wish = await alice.api.exportAnalyses({ format: 'CSV' });
  await until(async () => (await alice.api.export(wish.id))?.status === 'COMPLETED' || undefined);
  const day = (daysAgo: number) => new Date(stack.clock.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const stored = { analysis: id, export: wish.id, owner: alice.owner, other: other.sub };
  here = { ...stored, today: day(0), before: day(21) };
  const now = () => new Date(stack.clock.now());
  const service = byIam({ region: stack.output('Region'), credentials: stack.cloud.credentials, now });
  const person = byToken(() => Promise.resolve(alice.accessToken));
  callers = {
    'the service itself': service,
    admins: byToken(() => Promise.resolve(admin.accessToken)),
    'people and apps': person,
  };
});
afterAll(() => stack.stop());

function variablesOf({ variables }: ApiExample): object {
  const pairs = (Object.keys(page) as (keyof typeof page)[]).map((name) => [page[name], here[name]] as const);
  return JSON.parse(pairs.reduce((text, [theirs, ours]) => text.replaceAll(theirs, ours), variables)) as object;
}

function endpointOf({ callers: who }: ApiExample) {
  const authorize = callers[who];
  if (!authorize) throw new Error(`Nobody here is one of ${who}`);
  return { graphqlUrl: stack.output('GraphqlUrl'), authorize };
}

function run(example: ApiExample): Promise<unknown> {
  const document = new TypedDocumentString<unknown, object>(example.document);
  return execute(endpointOf(example), document, variablesOf(example));
}

/** What is told to a subscriber when the example that publishes is run. */
async function hear(example: ApiExample): Promise<unknown> {
  const cause = examples.find(({ name }) => name === example.name.replace('Subscription.on', 'Mutation.publish'));
  if (!cause) throw new Error(`Nothing causes ${example.name}`);
  const document = new TypedDocumentString<unknown, object>(example.document);
  const subscription = { ...endpointOf(example), WebSocket };
  return new Promise((resolve, reject) => {
    const close = subscribe(subscription, document, variablesOf(example), {
      next: (data) => {
        close();
        resolve(data);
      },
      state: (state) => {
        if (state === 'connected') run(cause).catch(reject);
      },
      error: reject,
    });
  });
}

describe('docs/api.md', () => {
  it.each(inOrder.map((example) => [example.name, example] as const))('%s', async (name, example) => {
    if (name.startsWith('Subscription.')) {
      expect(differences(await hear(example), example.answer)).toEqual([]);
      return;
    }
    let data = await run(example);
    // Totals come within minutes.
    while (name.startsWith('Query.') && differences(data, example.answer).some((each) => each.endsWith('is empty'))) {
      await stack.clock.pass(60_000);
      await new Promise((resolve) => setTimeout(resolve, 200));
      data = await run(example);
    }
    expect(differences(data, example.answer)).toEqual([]);
  });
});
