import { afterAll, beforeAll, expect, it } from 'vitest';
import { announced, another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';

let stack: Stack;
let alice: Person;
beforeAll(async () => {
  stack = await Stack.start();
  alice = await stack.person('alice');
});
afterAll(() => stack.stop());

const down = { error: { code: 'InternalServerError', status: 500 } };
const detector = { service: 'rekognition', operation: 'DetectLabels' };
const detections = () => stack.cloud.calls().filter(({ operation }) => operation === 'DetectLabels').length;

it('answers a photo that it has seen at once, without sending, looking or counting', async () => {
  const { id } = await send(alice.api, pastoral);
  await pushedEnd(alice, id);
  const before = { detections: detections(), used: (await alice.api.usage()).used };
  const [again] = await alice.api.createUploads([announced(pastoral, 'image/jpeg', 'again.jpg')]);
  expect(again).toMatchObject({ url: null, headers: [], analysis: { id, status: 'COMPLETED' } });
  expect(again?.analysis.labels?.length).toBeGreaterThan(0);
  expect({ detections: detections(), used: (await alice.api.usage()).used }).toEqual(before);
});

it('makes one analysis of a photo that is sent from two places at once', async () => {
  const photo = another(pastoral);
  const [one, two] = await Promise.all([send(alice.api, photo), send(alice.api, photo)]);
  expect(two.id).toBe(one.id);
  expect(await pushedEnd(alice, one.id)).toMatchObject({ status: 'COMPLETED', version: 3 });
});

it('looks anew at a photo that was deleted', async () => {
  const photo = another(pastoral);
  const { id } = await send(alice.api, photo);
  await pushedEnd(alice, id);
  await alice.api.deleteAnalysis(id);
  const { id: next } = await send(alice.api, photo);
  expect(next).not.toBe(id);
  expect(await pushedEnd(alice, next)).toMatchObject({ status: 'COMPLETED' });
});

it('repeats a failed analysis on demand, with a place in the limit', async () => {
  stack.cloud.faults.set([{ ...detector, effect: down }]);
  const { id } = await send(alice.api, another(pastoral));
  const failed = await pushedEnd(alice, id, () => stack.clock.pass(2000));
  stack.cloud.faults.set([]);
  const { used } = await alice.api.usage();
  expect(await alice.api.retryAnalysis(id, failed.version)).toMatchObject({ id, status: 'ANALYZING', reason: null });
  const end = await until(() => alice.pushed.find((each) => each.id === id && each.status === 'COMPLETED'));
  expect(end.labels?.length).toBeGreaterThan(0);
  // Asked again because the answer was lost, it is not looked at once more.
  await expect(alice.api.retryAnalysis(id, failed.version)).rejects.toMatchObject({ errorType: 'Conflict' });
  expect(await alice.api.usage()).toMatchObject({ used: used + 1 });
});

it('keeps the labels of a repeat that comes to nothing, and its place is given back', async () => {
  const { id } = await send(alice.api, another(pastoral));
  const first = await pushedEnd(alice, id);
  const { used } = await alice.api.usage();
  stack.cloud.faults.set([{ ...detector, effect: down }]);
  const repeating = await alice.api.retryAnalysis(id);
  expect(repeating).toMatchObject({ status: 'ANALYZING', labels: first.labels });
  await expect(alice.api.retryAnalysis(id)).rejects.toMatchObject({ errorType: 'Conflict' });
  const end = await until(
    () => alice.pushed.find((each) => each.id === id && each.version > repeating.version),
    () => stack.clock.pass(2000),
  );
  expect(end).toMatchObject({ status: 'COMPLETED', labels: first.labels });
  stack.cloud.faults.set([]);
  expect(await alice.api.usage()).toMatchObject({ used });
});

it('ends deleted what is deleted while it is looked at', async () => {
  stack.cloud.faults.set([{ ...detector, times: 3, effect: { delayMs: 1000 } }]);
  const { id } = await send(alice.api, another(pastoral));
  await until(() => alice.pushed.find((each) => each.id === id && each.status === 'ANALYZING'));
  await alice.api.deleteAnalysis(id);
  await until(() => (detections() > 0 ? true : undefined));
  expect(await alice.api.analysis(id)).toBeNull();
  stack.cloud.faults.set([]);
});

it('deletes everything of a person, and nothing of another', async () => {
  const bob = await stack.person('bob');
  const { id } = await send(bob.api, pastoral);
  await pushedEnd(bob, id);
  const count = (await alice.api.analyses()).items.length;
  expect(await alice.api.deleteMyData()).toEqual({ deleted: count, done: true });
  expect((await alice.api.analyses()).items).toEqual([]);
  expect((await bob.api.analyses()).items).toHaveLength(1);
});
