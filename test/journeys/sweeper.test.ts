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

const minute = 60_000;

it('lets an announced photo that never comes expire, without counting it', async () => {
  const [upload] = await alice.api.createUploads([announced(another(pastoral))]);
  const id = upload?.analysis.id ?? '';
  stack.clock.advance(21 * minute);
  alice = await stack.person('alice');
  expect(await pushedEnd(alice, id)).toMatchObject({ status: 'EXPIRED', version: 2 });
  expect(await alice.api.usage()).toMatchObject({ used: 0 });
});

it('finds a photo whose message was lost, and has it looked at', async () => {
  const busy = { error: { code: 'ThrottlingException', message: 'Slow down' } };
  stack.cloud.faults.set([{ service: 'rekognition', operation: 'DetectLabels', effect: busy }]);
  const { id } = await send(alice.api, pastoral);
  await until(() => stack.cloud.calls().find(({ operation }) => operation === 'ChangeMessageVisibility'));
  await stack.loseMessages();
  stack.cloud.faults.set([]);
  await stack.clock.pass(17 * minute);
  expect(await pushedEnd(alice, id)).toMatchObject({ status: 'COMPLETED' });
});
