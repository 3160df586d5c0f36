import { afterAll, beforeAll, expect, it } from 'vitest';
import { another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';

let stack: Stack;
let people: Person[];
beforeAll(async () => {
  stack = await Stack.start();
  people = await Promise.all(['alice', 'bob'].map((user) => stack.person(user)));
});
afterAll(() => stack.stop());

it('an operator has what failed looked at again: everybody’s, once, and in nobody’s limit', async () => {
  const mistake = { error: { code: 'InvalidParameterException' } };
  stack.cloud.faults.set([{ service: 'rekognition', operation: 'DetectLabels', effect: mistake }]);
  const failed = [];
  for (const person of people) {
    const { id } = await send(person.api, another(pastoral));
    expect(await pushedEnd(person, id)).toMatchObject({ status: 'FAILED' });
    failed.push({ person, id });
  }
  stack.cloud.faults.set([]);

  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  expect(await stack.redrive(tomorrow)).toEqual({ redriven: 0, done: true });
  // What has only just ended is let in a breath later.
  let redriven = 0;
  await until(async () => {
    const { redriven: more } = (await stack.redrive()) as { redriven: number };
    redriven += more;
    return redriven >= failed.length ? true : undefined;
  });
  expect(redriven).toBe(failed.length);
  for (const { person, id } of failed) {
    const end = await until(() => person.pushed.find((each) => each.id === id && each.status === 'COMPLETED'));
    expect(end).toMatchObject({ version: 5, reason: null });
    expect(await person.api.usage()).toMatchObject({ used: 0 });
  }
  expect(await stack.redrive()).toEqual({ redriven: 0, done: true });
});
