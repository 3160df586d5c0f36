import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, client, issuerOf, serveCognito, signIn } from './testing.ts';
import type { ServedService } from '../../testing/served-service.ts';

let served: ServedService;
beforeAll(async () => {
  served = await serveCognito();
});
afterAll(() => served.stop());

async function ask(body: unknown, headers: Record<string, string> = {}) {
  const init = { method: 'POST', body: JSON.stringify(body), headers };
  const response = await fetch(`${served.address}/local/tokens`, init);
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

describe('POST /local/tokens', () => {
  it('gives any user a token that verifies against the issuer', async () => {
    const { body } = await ask({ user: 'Carol.K_1-x' });
    const keys = createRemoteJWKSet(new URL(`${issuerOf(served)}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(body['accessToken'] ?? '', keys, { issuer: issuerOf(served) });
    expect(payload).toMatchObject({
      username: 'Carol.K_1-x',
      token_use: 'access',
      client_id: client,
      sub: body['sub'],
    });
    expect(payload).not.toHaveProperty('aud');
    expect(new Date(body['expiresAt'] ?? '').getTime()).toBe((payload.exp ?? 0) * 1000);
    expect(decodeJwt(body['idToken'] ?? '')).toMatchObject({ token_use: 'id', aud: client, sub: body['sub'] });
  });

  it('means the user who signs in on the page by the same name', async () => {
    const { answer } = await signIn(issuerOf(served), new Browser());
    expect((await ask({ user: 'alice' })).body['sub']).toBe(decodeJwt(answer.access_token).sub);
  });

  it('puts users into groups that the pool has; a test user is in their own', async () => {
    const groupsOf = async (body: object) =>
      decodeJwt((await ask(body)).body['accessToken'] ?? '')['cognito:groups'] ?? 'none';
    expect(await groupsOf({ user: 'dave', groups: ['admins'] })).toEqual(['admins']);
    expect(await groupsOf({ user: 'dave' })).toBe('none');
    expect(await groupsOf({ user: 'admin' })).toEqual(['admins']);
    expect(await groupsOf({ user: 'admin', groups: [] })).toBe('none');
    expect(await ask({ user: 'dave', groups: ['owners'] })).toMatchObject({
      status: 400,
      body: { error: 'ResourceNotFoundException' },
    });
  });

  it('gives a token that has expired when asked to', async () => {
    const { body } = await ask({ user: 'erin', expiresIn: -60 });
    expect((decodeJwt(body['accessToken'] ?? '').exp ?? 0) * 1000).toBeLessThan(Date.now());
  });

  it('refuses what it does not understand, and any page in a browser', async () => {
    for (const body of [
      {},
      { user: '' },
      { user: 'a b' },
      { user: 'x'.repeat(65) },
      { user: 'a', more: 1 },
      'nonsense',
    ]) {
      expect(await ask(body)).toMatchObject({ status: 400, body: { error: 'InvalidParameter' } });
    }
    expect(await ask({ user: 'a'.repeat(20_000) })).toMatchObject({ status: 400 });
    expect((await ask({ user: 'alice' }, { origin: served.address })).status).toBe(403);
    expect((await fetch(`${served.address}/local/tokens`)).status).toBe(405);
  });
});
