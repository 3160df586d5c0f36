import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { announced, another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';

const policy = z.object({
  Roles: z.array(z.string()),
  PolicyDocument: z.object({
    Statement: z.array(z.object({ Action: z.union([z.string(), z.array(z.string())]) })),
  }),
});

/** AWS's own part of the stack, which puts the page up, and what writes logs and traces, which no local service keeps. */
const notOurs = (role: string, action: string) =>
  role.startsWith('CustomCDKBucketDeployment') || /^(logs|xray):/.test(action);

// Every event comes twice and much waits for the clock: on a busy machine a walk takes minutes.
vi.setConfig({ testTimeout: 400_000 });

let stack: Stack;
let alice: Person;
beforeAll(async () => {
  // Each event comes twice, so that the ways of a repeated event are walked too.
  stack = await Stack.start({ delivery: { duplicates: 1, maxDelayMs: 50, seed: 3 } });
  alice = await stack.person('alice');
});
afterAll(() => stack.stop());

const down = { error: { code: 'InternalServerError', status: 500 } };
const detector = { service: 'rekognition', operation: 'DetectLabels' };
const minute = 60_000;

/** The walks that need each permission; what they show is shown by other journeys. */
describe('walks', () => {
  it('a photo, seen and deleted', async () => {
    const { id } = await send(alice.api, pastoral);
    await pushedEnd(alice, id, () => stack.clock.pass(50));
    const [seen] = await Promise.all([alice.api.analysis(id), alice.api.analyses(), alice.api.usage()]);
    expect((await fetch(seen?.imageUrl ?? '')).status).toBe(200);
    expect((await alice.api.analyses({ filter: { labels: { any: ['sheep'] } } })).items).toHaveLength(1);
    await until(async () => (await alice.api.labels({ prefix: 'sheep' }))[0]);
    await alice.api.deleteAnalysis(id);
    // A day that has just changed is read beside its month.
    await alice.api.labels({ prefix: 'sheep' });
  });

  it('an export, another in its place, and one that is deleted before it is written', async () => {
    const { id: photo } = await send(alice.api, another(pastoral));
    await pushedEnd(alice, photo, () => stack.clock.pass(50));
    const wish = { format: 'CSV' } as const;
    const ended = async (id: string) => (await alice.api.export(id))?.status === 'COMPLETED' || undefined;
    for (const times of [1, 2]) {
      const { id } = await alice.api.exportAnalyses(wish);
      await until(
        () => ended(id),
        () => stack.clock.pass(50),
      );
      const url = (await alice.api.export(id))?.url ?? '';
      expect([times, (await fetch(url)).status]).toEqual([times, 200]);
    }
    stack.cloud.faults.set([{ service: 's3', operation: 'PutObject', effect: down }]);
    await alice.api.exportAnalyses(wish);
    await alice.api.deleteMyData();
    stack.cloud.faults.set([]);
  });

  it('a photo that is deleted when it is about to be read', async () => {
    stack.cloud.faults.set([{ service: 's3', operation: 'GetObject', effect: { delayMs: 20_000 } }]);
    const { id } = await send(alice.api, another(pastoral));
    await until(() => alice.pushed.find((each) => each.id === id && each.status === 'ANALYZING'));
    await alice.api.deleteAnalysis(id);
    stack.clock.advance(20_000);
    const missed = () =>
      stack.cloud.calls().find(({ action, principal }) => action === 's3:ListBucket' && /AnalyzeImage/.test(principal));
    await until(missed);
    stack.cloud.faults.set([]);
  });

  it('a photo announced from two places at once', async () => {
    const slow = () =>
      stack.cloud.faults.set([{ service: 'dynamodb', operation: 'PutItem', times: 2, effect: { delayMs: 4000 } }]);
    // Two at once need two instances of the function, which take a while to start.
    slow();
    await Promise.all([1, 2].map(() => alice.api.createUploads([announced(another(pastoral))])));
    slow();
    const file = announced(another(pastoral));
    const [[one], [two]] = await Promise.all([alice.api.createUploads([file]), alice.api.createUploads([file])]);
    expect(two?.analysis.id).toBe(one?.analysis.id);
  });

  it('more photos than a day allows', async () => {
    const files = () => Array.from({ length: 25 }, () => announced(another(pastoral)));
    const bob = await stack.person('bob');
    for (let call = 0; call < 4; call += 1) await bob.api.createUploads(files());
    await expect(bob.api.createUploads(files())).rejects.toMatchObject({ errorType: 'QuotaExceeded' });
  });

  it('a photo that nobody can look at, repeated, also when it is gone', async () => {
    stack.cloud.faults.set([{ ...detector, effect: down }]);
    const { id } = await send(alice.api, another(pastoral));
    await pushedEnd(alice, id, () => stack.clock.pass(2000));
    // Done twice, a repeat is looked for before it is given up.
    stack.cloud.faults.set([{ service: 'dynamodb', operation: 'UpdateItem', effect: { twice: true } }]);
    await until(async () => {
      await stack.redrive();
      return alice.pushed.find((each) => each.id === id && each.status === 'COMPLETED');
    });
    stack.cloud.faults.set([]);
    await alice.api.waiting();
    const { version } = await alice.api.retryAnalysis(id);
    await until(
      () => alice.pushed.find((each) => each.id === id && each.version > version && each.status === 'COMPLETED'),
      () => stack.clock.pass(50),
    );
    await stack.losePhoto(alice.owner, id);
    await expect(alice.api.retryAnalysis(id)).rejects.toThrow('Its photo is not stored any more.');
  });

  it('what only the sweeper finishes: a lost message, uploads that never come, a deletion cut short', async () => {
    stack.cloud.faults.set([{ ...detector, effect: down }]);
    const before = stack.cloud.calls().length;
    const { id: lost } = await send(alice.api, another(pastoral));
    const later = () => stack.cloud.calls().slice(before);
    const postponed = () => later().find(({ operation }) => operation === 'ChangeMessageVisibility');
    await until(postponed, () => stack.clock.pass(50));
    // Both copies of the event have come by then, and whoever is at work has ended with nothing done.
    await stack.clock.pass(100);
    await stack.loseMessages();
    stack.clock.advance(21 * minute);
    // Only then can the photo be looked at: until then somebody may still be at it who has its message.
    const queued = () =>
      later().find(({ action, principal }) => action === 'sqs:SendMessage' && /Sweep/.test(principal));
    await until(queued, () => stack.clock.pass(1000));
    stack.cloud.faults.set([]);
    await pushedEnd(alice, lost, () => stack.clock.pass(1000));

    stack.cloud.faults.set([{ service: 's3', operation: 'DeleteObject', effect: down }]);
    await expect(alice.api.deleteMyData()).rejects.toThrow();
    stack.cloud.faults.set([]);
    const done = () => later().some(({ action, principal }) => action === 's3:DeleteObject' && /Sweep/.test(principal));
    await until(
      () => (done() ? true : undefined),
      () => stack.clock.pass(minute),
    );
    // The last clearing away, when no upload link is good any more.
    await stack.clock.pass(0);
    stack.clock.advance(25 * minute);
    const removed = () =>
      later().some(({ action, principal }) => action === 'dynamodb:DeleteItem' && /Sweep/.test(principal));
    await until(
      () => (removed() ? true : undefined),
      () => stack.clock.pass(minute),
    );
  });

  it('what only the sweeper finishes: labels that could not be filed', async () => {
    alice = await stack.person('alice');
    const before = stack.cloud.calls().length;
    const later = () => stack.cloud.calls().slice(before);
    stack.cloud.faults.set([{ service: 'dynamodb', operation: 'BatchWriteItem', effect: down }]);
    await send(alice.api, another(pastoral));
    // The queue gives up on it, the sweeper does not.
    const tried = () =>
      later().find(({ action, principal }) => action === 'dynamodb:BatchWriteItem' && /Sweep/.test(principal));
    await until(tried, () => stack.clock.pass(minute));
    stack.cloud.faults.set([]);
  });

  it('a person who is blocked and let in again', async () => {
    alice = await stack.person('alice');
    const admin = await stack.person('root', { groups: ['admins'] });
    for (const blocked of [true, false]) await admin.api.setUserBlocked({ userId: alice.owner, blocked });
    expect((await admin.api.users()).items.length).toBeGreaterThan(1);
    expect(await alice.api.deleteMyData()).toMatchObject({ done: true });
  });
});

it('no role may do what none of them needs, and none was denied what it needs', () => {
  const calls = stack.cloud.calls();
  expect(calls.filter((call) => !call.allowed)).toEqual([]);
  const used = new Set(calls.map(({ principal, action }) => `${principal.split('role/')[1] ?? ''} ${action}`));
  const granted = stack.cloud.resources
    .filter(({ type }) => type === 'AWS::IAM::Policy')
    .flatMap(({ properties }) => {
      const { Roles, PolicyDocument } = policy.parse(properties);
      const actions = PolicyDocument.Statement.flatMap(({ Action }) => Action);
      return Roles.flatMap((role) =>
        actions.filter((action) => !notOurs(role, action)).map((action) => `${role} ${action}`),
      );
    });
  expect(granted.length).toBeGreaterThan(30);
  expect(granted.filter((grant) => !used.has(grant))).toEqual([]);
});
