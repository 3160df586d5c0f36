import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SteerableClock } from '../../clock.ts';
import { openStore } from '../../store.ts';
import { forgetExpired, storeAdapter } from './adapter.ts';
import type { Store } from '../../store.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore(await mkdtemp(join(tmpdir(), 'adapter-')));
});
afterAll(() => store.close());

async function keys(): Promise<string[]> {
  const found: string[] = [];
  for await (const [key] of store.entries('cognito/')) found.push(key);
  return found;
}

describe('storeAdapter', () => {
  it('finds a session by its uid, and nothing of another model', async () => {
    const adapter = storeAdapter(store, new SteerableClock());
    await adapter('Session').upsert('s1', { uid: 'u1', accountId: 'alice' }, 60);
    await adapter('Interaction').upsert('i1', { uid: 'u2', grantId: 'g' }, 60);
    expect(await adapter('Session').findByUid('u1')).toEqual({ uid: 'u1', accountId: 'alice' });
    expect(await adapter('Session').findByUid('u2')).toBeUndefined();
    expect(await adapter('RefreshToken').find('s1')).toBeUndefined();
    await adapter('Session').destroy('s1');
    await adapter('Interaction').destroy('i1');
    expect(await keys()).toEqual([]);
  });

  it('marks what was used, and ignores what is not there', async () => {
    const codes = storeAdapter(store, new SteerableClock())('AuthorizationCode');
    await codes.upsert('c1', { grantId: 'g1' }, 60);
    await codes.consume('c1');
    await codes.consume('none');
    expect(await codes.find('c1')).toMatchObject({ consumed: expect.any(Number) as number });
    expect(await codes.find('none')).toBeUndefined();
    await codes.destroy('c1');
    await codes.destroy('none');
  });

  it('revokes everything of one grant and nothing of another, whatever their names', async () => {
    const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/);
    const token = fc.record({ model: fc.constantFrom('AccessToken', 'RefreshToken'), id: name, grantId: name });
    const tokens = fc.uniqueArray(token, { selector: ({ model, id }) => `${model}/${id}`, maxLength: 8 });
    const property = fc.asyncProperty(tokens, name, async (given, other) => {
      const adapter = storeAdapter(store, new SteerableClock());
      for (const { model, id, grantId } of given) await adapter(model).upsert(id, { grantId }, 60);
      const revoked = given[0]?.grantId ?? other;
      await adapter('AccessToken').revokeByGrantId(revoked);
      for (const { model, id, grantId } of given) {
        expect((await adapter(model).find(id)) === undefined).toBe(grantId === revoked);
        await adapter(model).destroy(id);
      }
      expect(await keys()).toEqual([]);
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('forgets what has expired, and its index entries', async () => {
    const clock = new SteerableClock();
    const adapter = storeAdapter(store, clock);
    await adapter('RefreshToken').upsert('short', { grantId: 'g' }, 60);
    await adapter('RefreshToken').upsert('long', { grantId: 'g' }, 600);
    clock.advance(61_000);
    expect(await adapter('RefreshToken').find('short')).toBeUndefined();
    expect(await keys()).toHaveLength(4);
    await forgetExpired(store, clock);
    expect(await keys()).toEqual([
      'cognito/oidc-grant/gcognito/oidc/RefreshToken/long',
      'cognito/oidc/RefreshToken/long',
    ]);
  });
});
