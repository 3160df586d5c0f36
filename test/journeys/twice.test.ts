import { afterAll, beforeAll, expect, it } from 'vitest';
import { another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';

/**
 * An answer of AWS that is lost makes the SDK ask again: the service does it twice, and the caller hears of the second
 * time only, which for a conditional write is a refusal.
 */
let stack: Stack;
let alice: Person;
beforeAll(async () => {
  stack = await Stack.start();
  alice = await stack.person('alice');
  const services = ['dynamodb', 's3', 'sqs', 'events', 'rekognition'];
  stack.cloud.faults.set(services.map((service) => ({ service, operation: '*', effect: { twice: true } })));
});
afterAll(() => stack.stop());

it('has one effect of everything that is done twice', async () => {
  const { id } = await send(alice.api, another(pastoral));
  expect(await pushedEnd(alice, id)).toMatchObject({ status: 'COMPLETED', version: 3 });
  expect(await alice.api.usage()).toMatchObject({ used: 1 });
  expect((await alice.api.analyses()).items).toHaveLength(1);
});

it('repeats once, and takes one place for it', async () => {
  const [analysis] = (await alice.api.analyses()).items;
  const { id = '' } = analysis ?? {};
  expect(await alice.api.retryAnalysis(id)).toMatchObject({ status: 'ANALYZING', version: 4 });
  const end = await until(() => alice.pushed.find((each) => each.version === 5));
  expect(end).toMatchObject({ id, status: 'COMPLETED' });
  expect(await alice.api.usage()).toMatchObject({ used: 2 });
});

it('deletes once, and says so', async () => {
  const [analysis] = (await alice.api.analyses()).items;
  await alice.api.deleteAnalysis(analysis?.id ?? '');
  expect((await alice.api.analyses()).items).toEqual([]);
  expect(await alice.api.usage()).toMatchObject({ used: 2 });
});
