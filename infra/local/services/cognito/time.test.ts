import { afterEach, describe, expect, it } from 'vitest';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { answerOf, Browser, callback, CodeFlow, codeIn, issuerOf, serveCognito, signIn } from './testing.ts';
import type { ServedService } from '../../testing/served-service.ts';

const running: ServedService[] = [];
afterEach(async () => {
  for (const served of running.splice(0)) await served.stop();
});

async function start(...options: Parameters<typeof serveCognito>) {
  const served = await serveCognito(...options);
  running.push(served);
  return served;
}

const minutes = (count: number) => count * 60_000;
const lifetime = (token: string) => {
  const { exp = 0, iat = 0 } = decodeJwt(token);
  return exp - iat;
};

describe('a restart', () => {
  it('keeps keys, people and refresh tokens', async () => {
    const first = await start();
    const issuer = issuerOf(first);
    const browser = new Browser();
    const { flow, answer } = await signIn(issuer, browser);
    await running.pop()?.stop();

    await start({}, first);
    const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
    await expect(jwtVerify(answer.access_token, keys, { issuer })).resolves.toBeDefined();
    expect((await browser.open(new CodeFlow(issuer).url())).url).toContain(callback);
    const renewed = await flow.token({ grant_type: 'refresh_token', refresh_token: answer.refresh_token });
    expect(decodeJwt((await answerOf(renewed)).access_token).sub).toBe(decodeJwt(answer.access_token).sub);
  });
});

describe('time', () => {
  it('gives tokens the validity of the template, in its units', async () => {
    const served = await start({
      AccessTokenValidity: 15,
      IdTokenValidity: 90,
      RefreshTokenValidity: 2,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'seconds', RefreshToken: 'hours' },
    });
    const { flow, answer } = await signIn(issuerOf(served), new Browser());
    expect([answer.expires_in, lifetime(answer.access_token), lifetime(answer.id_token)]).toEqual([900, 900, 90]);
    const refresh = { grant_type: 'refresh_token', refresh_token: answer.refresh_token };
    served.clock.advance(minutes(119));
    const renewed = decodeJwt((await answerOf(await flow.token(refresh))).access_token);
    expect((renewed.iat ?? 0) * 1000).toBeGreaterThan(Date.now() + minutes(118));
    served.clock.advance(minutes(2));
    expect(await answerOf(await flow.token(refresh))).toMatchObject({ error: 'invalid_grant' });
  });

  it('ends codes after five minutes and the browser’s session after an hour', async () => {
    const served = await start();
    const issuer = issuerOf(served);
    const browser = new Browser();
    await signIn(issuer, browser);
    const flow = new CodeFlow(issuer);
    const { url } = await browser.open(flow.url());
    served.clock.advance(minutes(6));
    expect(await answerOf(await flow.redeem(codeIn(url)))).toMatchObject({ error: 'invalid_grant' });
    served.clock.advance(minutes(55));
    expect((await browser.open(new CodeFlow(issuer).url())).url).toContain('/sign-in/');
  });

  it('makes refresh tokens good for one use where the template rotates them', async () => {
    const served = await start({ RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } });
    const { flow, answer } = await signIn(issuerOf(served), new Browser());
    const use = (refresh_token: string) => flow.token({ grant_type: 'refresh_token', refresh_token }).then(answerOf);
    const renewed = await use(answer.refresh_token);
    expect(renewed.refresh_token).not.toBe(answer.refresh_token);
    expect(await use(answer.refresh_token)).toMatchObject({ error: 'invalid_grant' });
    // A second use means that it was copied: the whole sign-in is over.
    expect(await use(renewed.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });
});
