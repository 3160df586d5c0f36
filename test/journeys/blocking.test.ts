import { afterAll, beforeAll, expect, it } from 'vitest';
import { putPhoto } from '../../client/api/upload.ts';
import { announced, another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';

let stack: Stack;
let admin: Person;
let bob: Person;
beforeAll(async () => {
  stack = await Stack.start();
  admin = await stack.person('root', { groups: ['admins'] });
  bob = await stack.person('bob');
});
afterAll(() => stack.stop());

it('shows admins who has sent how much, and nobody else', async () => {
  const { id } = await send(bob.api, pastoral);
  await pushedEnd(bob, id);
  const { items } = await admin.api.users();
  expect(items).toMatchObject([{ id: bob.owner, blocked: false, block: null, usage: { used: 1, limit: 100 } }]);
  await expect(bob.api.users()).rejects.toMatchObject({ errorType: 'Unauthorized' });
  await expect(bob.api.setUserBlocked({ userId: admin.owner, blocked: true })).rejects.toMatchObject({
    errorType: 'Unauthorized',
  });
});

it('keeps a blocked person out at every door, with the reason, until the block is lifted', async () => {
  const photo = another(pastoral);
  const [outstanding] = await bob.api.createUploads([announced(photo)]);
  const blocked = await admin.api.setUserBlocked({ userId: bob.owner, blocked: true, reason: 'spam' });
  expect(blocked).toMatchObject({ blocked: true, block: { reason: 'spam', by: admin.owner, liftedAt: null } });

  const refused = { errorType: 'UserBlocked', errorInfo: { reason: 'spam' } };
  await expect(bob.api.createUploads([announced(pastoral)])).rejects.toMatchObject(refused);
  await expect(stack.person('bob')).rejects.toMatchObject({ errorType: 'UserBlocked' });

  await putPhoto(outstanding!, new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }));
  const ended = await until(async () => {
    const analysis = await bob.api.analysis(outstanding!.analysis.id);
    return analysis?.status === 'REJECTED' ? analysis : undefined;
  });
  expect(ended.reason?.code).toBe('USER_BLOCKED');
  expect(bob.pushed.some(({ id }) => id === ended.id)).toBe(false);

  const lifted = await admin.api.setUserBlocked({ userId: bob.owner, blocked: false });
  expect(lifted).toMatchObject({ blocked: false, block: { reason: 'spam', liftedBy: admin.owner } });
  bob = await stack.person('bob');
  // What was refused for its sender is looked at anew.
  const { id } = await send(bob.api, photo);
  expect(await pushedEnd(bob, id)).toMatchObject({ status: 'COMPLETED' });
});
