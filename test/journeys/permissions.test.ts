import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { excuses, grantsOf, isUsedBy } from '../support/grants.ts';
import { announced, another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';

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
    for (const url of [seen?.imageUrl, seen?.thumbnailUrl]) expect((await fetch(url ?? '')).status).toBe(200);
    for (const filter of [{ labels: { any: ['sheep'] } }, { status: ['COMPLETED' as const], minConfidence: 55 }]) {
      expect((await alice.api.analyses({ filter })).items).toHaveLength(1);
    }
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
    for (const filter of [undefined, { labels: { any: ['sheep'] } }]) {
      const { id } = await alice.api.exportAnalyses({ ...wish, filter });
      await until(
        () => ended(id),
        () => stack.clock.pass(50),
      );
      const url = (await alice.api.export(id))?.url ?? '';
      expect([filter, (await fetch(url)).status]).toEqual([filter, 200]);
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

  it('what only the sweeper finishes: an export that never got into its queue', async () => {
    const carol = await stack.person('carol');
    const before = stack.cloud.calls().length;
    stack.cloud.faults.set([{ service: 'sqs', operation: 'SendMessage', effect: down }]);
    await expect(carol.api.exportAnalyses({ format: 'CSV' })).rejects.toMatchObject({ errorType: 'InternalError' });
    stack.cloud.faults.set([]);
    const queued = () =>
      stack.cloud
        .calls()
        .slice(before)
        .find(({ principal, resource }) => /Sweep/.test(principal) && resource.includes('ExporterQueue'));
    await until(queued, () => stack.clock.pass(minute));
  });

  it('a visit to the page', async () => {
    expect((await fetch(stack.output('WebUrl'))).status).toBe(200);
  });

  it('what EventBridge cannot deliver', async () => {
    alice = await stack.person('alice');
    const before = stack.cloud.calls().length;
    const refused = { error: { code: 'AccessDeniedException', status: 403 } };
    const laidDown = (queue: string, rule: string) => () =>
      stack.cloud
        .calls()
        .slice(before)
        .find(({ resource, sourceArn }) => resource.includes(queue) && sourceArn?.includes(rule));
    stack.cloud.faults.set([{ service: 'sqs', operation: 'SendMessage', times: 1, effect: refused }]);
    await send(alice.api, another(pastoral));
    await until(laidDown('DeadLetters', 'PhotoArrived'), () => stack.clock.pass(50));

    const mute = () => stack.cloud.faults.set([{ service: 'appsync', operation: 'GraphQL', effect: refused }]);
    await send(alice.api, another(pastoral));
    mute();
    await until(laidDown('Undelivered', 'AnalysisChanged'), () => stack.clock.pass(50));
    stack.cloud.faults.set([]);
    await alice.api.exportAnalyses({ format: 'CSV' });
    mute();
    await until(laidDown('Undelivered', 'ExportChanged'), () => stack.clock.pass(50));
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

it('nobody may do what no walk needs, on no resource that none touches, and none was denied what it needs', () => {
  const calls = stack.cloud.calls();
  expect(calls.filter((call) => !call.allowed)).toEqual([]);
  const grants = grantsOf(stack.cloud.resources);
  expect(grants.length).toBeGreaterThan(100);
  const unused = grants.filter((grant) => !calls.some((call) => isUsedBy(grant, call))).map(({ text }) => text);
  expect(unused.filter((text) => !excuses.some(({ of }) => of.test(text)))).toEqual([]);
  // An excuse that nothing needs is one too many.
  for (const { of, because } of excuses)
    expect([because, unused.some((text) => of.test(text))]).toEqual([because, true]);
});

it('notices what nobody used: an action, a resource, a rule', () => {
  const [call] = stack.cloud.calls().filter(({ sourceArn, allowed }) => sourceArn !== undefined && allowed);
  const grant = { ...call!, text: '' };
  expect(isUsedBy(grant, call!)).toBe(true);
  for (const other of [{ action: 'sqs:PurgeQueue' }, { resource: 'arn:other' }, { sourceArn: 'arn:other' }]) {
    expect(isUsedBy({ ...grant, ...other }, call!)).toBe(false);
  }
});
