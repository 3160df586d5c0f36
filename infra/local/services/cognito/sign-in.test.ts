import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { answerOf, Browser, callback, client, CodeFlow, codeIn, issuerOf, serveCognito, signIn } from './testing.ts';
import type { ServedService } from '../../testing/served-service.ts';

let served: ServedService;
let issuer: string;
beforeAll(async () => {
  served = await serveCognito();
  issuer = issuerOf(served);
});
afterAll(() => served.stop());

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string;

async function claimsOf(token: string) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
  return (await jwtVerify(token, keys, { issuer, algorithms: ['RS256'] })).payload;
}

/** Where an authorization request ends that shows no page. */
async function refusal(url: string) {
  const end = new URL((await new Browser().open(url)).url);
  return Object.fromEntries(new URLSearchParams(end.search || end.hash.slice(1)));
}

describe('discovery', () => {
  it('names the issuer and endpoints with the paths of Cognito', async () => {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/oauth2/authorize`,
      token_endpoint: `${issuer}/oauth2/token`,
      userinfo_endpoint: `${issuer}/oauth2/userInfo`,
      revocation_endpoint: `${issuer}/oauth2/revoke`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      end_session_endpoint: `${issuer}/logout`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
    });
  });

  it('is not needed by those who know the domain: the endpoints answer at the root too', async () => {
    const { answer } = await signIn(served.address, new Browser());
    expect(await claimsOf(answer.access_token)).toMatchObject({ iss: issuer, username: 'alice' });
  });

  it('is open to pages of any origin, and publishes no private key', async () => {
    const response = await fetch(`${issuer}/.well-known/jwks.json`, { headers: { origin: 'http://127.0.0.1:4' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:4');
    const { keys } = (await response.json()) as { keys: Record<string, string>[] };
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
  });
});

describe('the sign-in page', () => {
  it('shows the test users with their passwords and allows nothing from elsewhere', async () => {
    const { response } = await new Browser().open(new CodeFlow(issuer).url({ login_hint: '"><b>eve' }));
    const page = await response.text();
    for (const shown of ['alice', 'Alice-1234', 'bob', 'Bob-12345', 'admin', 'Admin-1234'])
      expect(page).toContain(shown);
    expect(page).toContain('value="&quot;&gt;&lt;b&gt;eve"');
    expect(page).not.toMatch(/<script|style=|<b>/);
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self' http://127.0.0.1:4; base-uri 'none'; frame-ancestors 'none'",
    );
  });

  it('refuses a wrong password and a user it does not know in the same words', async () => {
    const browser = new Browser();
    const { url } = await browser.open(new CodeFlow(issuer).url());
    for (const username of ['alice', 'nobody']) {
      const { response } = await browser.submit(url, { username, password: 'Bob-12345' });
      expect(response.status).toBe(401);
      expect(await response.text()).toContain('role="alert" id="failure">Incorrect user name or password.');
    }
    expect((await browser.submit(url, {})).response.status).toBe(401);
    const { url: back } = await browser.submit(url, { username: 'alice', password: 'Alice-1234' });
    expect(back).toMatch(callback);
  });

  it('belongs to the browser that began the sign-in', async () => {
    const { url } = await new Browser().open(new CodeFlow(issuer).url());
    const { response } = await new Browser().submit(url, { username: 'alice', password: 'Alice-1234' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('has expired or was begun in another browser');
  });

  it('is skipped while the browser is signed in, unless the request asks for it', async () => {
    const browser = new Browser();
    await signIn(issuer, browser);
    expect(codeIn((await browser.open(new CodeFlow(issuer).url())).url)).not.toBe('');
    expect(codeIn((await browser.open(new CodeFlow(issuer).url({ prompt: 'none' }))).url)).not.toBe('');
    expect((await browser.open(new CodeFlow(issuer).url({ prompt: 'login' }))).url).toContain('/sign-in/');
    expect(await refusal(new CodeFlow(issuer).url({ prompt: 'none' }))).toMatchObject({ error: 'login_required' });
  });
});

describe('the authorization request', () => {
  it('needs a PKCE challenge, hashed', async () => {
    const flow = new CodeFlow(issuer);
    const without = await refusal(flow.url({ code_challenge: undefined, code_challenge_method: undefined }));
    expect(without).toMatchObject({ error: 'invalid_request', state: flow.state });
    expect(await refusal(flow.url({ code_challenge_method: 'plain' }))).toMatchObject({ error: 'invalid_request' });
  });

  it('leads to no address that the client does not list', async () => {
    for (const redirect_uri of ['http://127.0.0.1:4/other', `${callback}?x=1`, 'https://example.com/callback']) {
      const { url, response } = await new Browser().open(new CodeFlow(issuer).url({ redirect_uri }));
      expect([url.startsWith(issuer), response.status]).toEqual([true, 400]);
    }
    const { response } = await new Browser().open(new CodeFlow(issuer).url({ client_id: 'other' }));
    expect(response.status).toBe(400);
  });

  it('is refused for other flows and other scopes than the client has', async () => {
    expect(await refusal(new CodeFlow(issuer).url({ response_type: 'token' }))).toMatchObject({
      error: 'unsupported_response_type',
    });
    const browser = new Browser();
    await signIn(issuer, browser);
    const { url } = await browser.open(new CodeFlow(issuer).url({ scope: 'openid photos/write' }));
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({ error: 'invalid_scope' });
  });
});

describe('the tokens', () => {
  it('are what Cognito issues', async () => {
    const { answer } = await signIn(issuer, new Browser(), 'admin', 'Admin-1234');
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'openid email' });
    const shared = {
      sub: uuid,
      iss: issuer,
      'cognito:groups': ['admins'],
      origin_jti: uuid,
      event_id: uuid,
      auth_time: expect.any(Number) as number,
      iat: expect.any(Number) as number,
      exp: expect.any(Number) as number,
      jti: expect.any(String) as string,
    };
    const access = await claimsOf(answer.access_token);
    expect(access).toEqual({
      ...shared,
      token_use: 'access',
      client_id: client,
      scope: 'openid email',
      username: 'admin',
    });
    expect(await claimsOf(answer.id_token)).toEqual({
      ...shared,
      sub: access.sub,
      origin_jti: access['origin_jti'],
      token_use: 'id',
      aud: client,
      'cognito:username': 'admin',
      email: 'admin@example.com',
      email_verified: true,
      nonce: 'a nonce',
      at_hash: expect.stringMatching(/^[\w-]{22}$/) as string,
    });
    expect(Object.keys(decodeProtectedHeader(answer.access_token)).sort()).toEqual(['alg', 'kid']);
  });

  it('name no groups for a user without one, and a sub of their own', async () => {
    const [alice, bob] = await Promise.all([
      signIn(issuer, new Browser()).then(({ answer }) => claimsOf(answer.access_token)),
      signIn(issuer, new Browser(), 'bob', 'Bob-12345').then(({ answer }) => claimsOf(answer.access_token)),
    ]);
    expect(alice).not.toHaveProperty('cognito:groups');
    expect(alice.sub).not.toBe(bob.sub);
  });

  it('come for one code once, with its verifier, for pages of the client', async () => {
    const { flow, code, answer } = await signIn(issuer, new Browser());
    expect(await answerOf(await flow.redeem(code))).toMatchObject({ error: 'invalid_grant' });
    // The code has leaked, so what it was worth is revoked.
    const refresh = { grant_type: 'refresh_token', refresh_token: answer.refresh_token };
    expect(await answerOf(await flow.token(refresh))).toMatchObject({ error: 'invalid_grant' });

    const browser = new Browser();
    await signIn(issuer, browser);
    const other = new CodeFlow(issuer);
    const stolen = codeIn((await browser.open(other.url())).url);
    const verifier = new CodeFlow(issuer).verifier;
    expect(await answerOf(await other.redeem(stolen, { code_verifier: verifier }))).toMatchObject({
      error: 'invalid_grant',
    });
    const body = new URLSearchParams({ client_id: client, ...refresh });
    const elsewhere = { method: 'POST', body, headers: { origin: 'https://example.com' } };
    const response = await fetch(`${issuer}/oauth2/token`, elsewhere);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([400, null]);
  });

  it('open userInfo, as long as they are not revoked', async () => {
    const { flow, answer } = await signIn(issuer, new Browser());
    const userInfo = (token: string) =>
      fetch(`${issuer}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } });
    const response = await userInfo(answer.access_token);
    expect(await response.json()).toEqual({
      sub: (await claimsOf(answer.access_token)).sub,
      username: 'alice',
      email: 'alice@example.com',
      email_verified: 'true',
    });
    for (const token of [answer.id_token, `${answer.access_token}x`, 'nonsense']) {
      expect((await userInfo(token)).status).toBe(401);
    }
    const revoked = await fetch(`${issuer}/oauth2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: client, token: answer.refresh_token }),
    });
    expect(revoked.status).toBe(200);
    expect((await userInfo(answer.access_token)).status).toBe(401);
    const refresh = { grant_type: 'refresh_token', refresh_token: answer.refresh_token };
    expect(await answerOf(await flow.token(refresh))).toMatchObject({ error: 'invalid_grant' });
  });

  it('are renewed for the same sign-in by a refresh token that stays as it is', async () => {
    const { flow, answer } = await signIn(issuer, new Browser());
    const refresh = { grant_type: 'refresh_token', refresh_token: answer.refresh_token };
    const renewed = await answerOf(await flow.token(refresh));
    expect(renewed.refresh_token).toBe(answer.refresh_token);
    const [first, second] = await Promise.all([answer, renewed].map((each) => claimsOf(each.access_token)));
    expect(second).toMatchObject({
      sub: first?.sub,
      auth_time: first?.['auth_time'],
      origin_jti: first?.['origin_jti'],
      scope: 'openid email',
    });
    expect(second?.jti).not.toBe(first?.jti);
    expect(await claimsOf(renewed.id_token)).not.toHaveProperty('nonce');
  });
});

describe('signing out', () => {
  const signOut = (browser: Browser, parameters: Record<string, string>) =>
    browser.fetch(`${issuer}/logout?${String(new URLSearchParams(parameters))}`);

  it('ends the session at once and goes back, by the parameters of Cognito or of OpenID', async () => {
    for (const openId of [false, true]) {
      const browser = new Browser();
      const { answer } = await signIn(issuer, browser);
      const target = 'http://127.0.0.1:4/';
      const parameters: Record<string, string> = openId
        ? { id_token_hint: answer.id_token, post_logout_redirect_uri: target, state: 's' }
        : { client_id: client, logout_uri: target };
      const response = await signOut(browser, parameters);
      expect(response.status).toBe(303);
      expect(response.headers.get('location')).toBe(openId ? `${target}?state=s` : target);
      expect((await browser.open(new CodeFlow(issuer).url())).url).toContain('/sign-in/');
    }
  });

  it('leads to no address that the client does not list', async () => {
    const browser = new Browser();
    await signIn(issuer, browser);
    const refused: Record<string, string>[] = [
      { client_id: client, logout_uri: 'https://example.com/' },
      { logout_uri: 'http://127.0.0.1:4/' },
      { client_id: client },
      { id_token_hint: 'nonsense', post_logout_redirect_uri: 'http://127.0.0.1:4/' },
    ];
    for (const parameters of refused) {
      const response = await signOut(browser, parameters);
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    }
    expect((await browser.open(new CodeFlow(issuer).url())).url).toContain(callback);
  });

  it('is no error for a browser that is not signed in', async () => {
    const response = await signOut(new Browser(), { client_id: client, logout_uri: 'http://127.0.0.1:4/' });
    expect(response.status).toBe(303);
  });
});
