import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { announced, another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until } from '../support/stack.ts';

const policy = z.object({
  Roles: z.array(z.string()),
  PolicyDocument: z.object({
    Statement: z.array(z.object({ Action: z.union([z.string(), z.array(z.string())]) })),
  }),
});

/** AWS's own part of the stack, which puts the page up, and what writes logs, which no local service keeps. */
const notOurs = (role: string, action: string) =>
  role.startsWith('CustomCDKBucketDeployment') || action.startsWith('logs:');

let stack: Stack;
beforeAll(async () => {
  // Each event comes twice, so that the ways of a repeated event are walked too.
  stack = await Stack.start({ delivery: { duplicates: 1, maxDelayMs: 50, seed: 3 } });
});
afterAll(() => stack.stop());

it('no role may do what no journey needs, and none is denied what it needs', async () => {
  const alice = await stack.person('alice');
  const { id } = await send(alice.api, pastoral);
  await pushedEnd(alice, id, () => stack.clock.advance(50));
  const [seen] = await Promise.all([alice.api.analysis(id), alice.api.analyses(), alice.api.usage()]);
  expect((await fetch(seen?.imageUrl ?? '')).status).toBe(200);
  await alice.api.deleteAnalysis(id);

  const files = () => Array.from({ length: 25 }, () => announced(another(pastoral)));
  for (let call = 0; call < 3; call += 1) await alice.api.createUploads(files());
  await expect(alice.api.createUploads(files())).rejects.toMatchObject({ errorType: 'QuotaExceeded' });

  const down = { error: { code: 'InternalServerError', status: 500 } };
  stack.cloud.faults.set([{ service: 'rekognition', operation: 'DetectLabels', effect: down }]);
  const { id: failing } = await send(alice.api, another(pastoral));
  expect(await pushedEnd(alice, failing, () => stack.clock.advance(2000))).toMatchObject({ status: 'FAILED' });

  // Nobody looks at a photo in time, and none of the 75 that were announced comes.
  const before = stack.cloud.calls().length;
  const { id: lost } = await send(alice.api, another(pastoral));
  const postponed = () =>
    stack.cloud
      .calls()
      .slice(before)
      .find(({ operation }) => operation === 'ChangeMessageVisibility');
  await until(postponed, () => stack.clock.advance(50));
  await stack.loseMessages();
  stack.cloud.faults.set([]);
  stack.clock.advance(21 * 60_000);
  expect(await pushedEnd(alice, lost, () => stack.clock.advance(1000))).toMatchObject({ status: 'COMPLETED' });

  const admin = await stack.person('root', { groups: ['admins'] });
  for (const blocked of [true, false]) await admin.api.setUserBlocked({ userId: alice.owner, blocked });

  const calls = stack.cloud.calls();
  expect(calls.filter(({ allowed }) => !allowed)).toEqual([]);
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
  expect(granted.length).toBeGreaterThan(15);
  expect(granted.filter((grant) => !used.has(grant))).toEqual([]);
});
