import { afterAll, beforeAll, expect, it } from 'vitest';
import { another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';

let stack: Stack;
let alice: Person;
beforeAll(async () => {
  stack = await Stack.start();
  alice = await stack.person('alice');
});
afterAll(() => stack.stop());

it('tells how many photos wait while the detector is busy, and for about how long', async () => {
  expect(await alice.api.waiting()).toEqual({ photos: 0, seconds: 0 });
  const slow = { service: 'rekognition', operation: 'DetectLabels', effect: { delayMs: 20_000 } };
  stack.cloud.faults.set([slow]);
  // More than are looked at at the same time.
  const sent = await Promise.all(Array.from({ length: 14 }, () => send(alice.api, another(pastoral))));
  const waiting = await until(async () => {
    const now = await alice.api.waiting();
    return now.photos > 0 ? now : undefined;
  });
  expect(waiting.seconds).toBeGreaterThanOrEqual(1);

  stack.cloud.faults.set([]);
  stack.clock.advance(20_000);
  for (const { id } of sent) await pushedEnd(alice, id);
  await until(async () => ((await alice.api.waiting()).photos === 0 ? true : undefined));
});
