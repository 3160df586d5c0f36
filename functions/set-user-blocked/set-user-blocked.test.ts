import { expect, it } from 'vitest';
import { inMemoryPorts } from '../testing/in-memory.ts';
import { setUserBlocked } from './set-user-blocked.ts';

function setUp() {
  const { users } = inMemoryPorts();
  let hour = 10;
  const now = () => new Date(Date.UTC(2026, 10, 22, hour++));
  const call = (order: Partial<Parameters<typeof setUserBlocked>[0]>) =>
    setUserBlocked({ by: 'admin', userId: 'bob', blocked: true, reason: undefined, ...order }, { users, now });
  return { call, users };
}

it('keeps who blocked, why and when, and who lifted it', async () => {
  const { call, users } = setUp();
  await call({ reason: 'spam' });
  await call({ by: 'other', blocked: false });
  expect(await users.find('bob')).toEqual({
    id: 'bob',
    block: {
      by: 'admin',
      reason: 'spam',
      at: '2026-11-22T10:00:00.000Z',
      liftedBy: 'other',
      liftedAt: '2026-11-22T11:00:00.000Z',
    },
  });
});

it('changes nothing when it is so already', async () => {
  const { call, users } = setUp();
  await call({ reason: 'spam' });
  await call({ by: 'other', reason: 'another reason' });
  expect((await users.find('bob'))?.block).toMatchObject({ by: 'admin', reason: 'spam' });
  expect(await call({ userId: 'carol', blocked: false })).toEqual({ id: 'carol' });
});

it.each([
  ['no user id', { userId: 'a b' }],
  ['oneself', { userId: 'admin' }],
  ['a reason without end', { reason: 'x'.repeat(501) }],
])('refuses %s', async (_what, order) => {
  await expect(setUp().call(order)).rejects.toMatchObject({ code: 'InvalidInput' });
});
