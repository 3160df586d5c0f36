import { createHash } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { InMemoryWebStorage, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { afterAll, beforeAll, expect } from 'vitest';
import { Browser } from '../../infra/local/services/cognito/testing.ts';
import { behavioursOf } from './behaviour.ts';
import { documented, here, recorded } from './evidence.ts';
import { openTarget, type Target } from './target.ts';

const cognito = behavioursOf('Cognito');
const endpoints = documented('Cognito developer guide, User pool endpoints and managed login reference');
const client = recorded('run with oidc-client-ts 3.5.0, a client of OpenID providers');

let target: Target;
let issuer: string;
beforeAll(async () => {
  target = await openTarget();
  issuer = target.output('Issuer');
});
afterAll(() => target.stop());

const application = 'http://localhost:4000/';

/** Stands for the browser's window: it notes where it is sent. */
class Redirects {
  url = '';
  prepare = () => Promise.resolve({ navigate: this.navigate, close: () => undefined });
  navigate = ({ url }: { url: string }) => {
    this.url = url;
    return Promise.resolve({ url });
  };
  callback = () => Promise.resolve();
}

function open() {
  const redirects = new Redirects();
  const manager = new UserManager(
    {
      authority: issuer,
      client_id: target.output('ClientId'),
      redirect_uri: application,
      post_logout_redirect_uri: application,
      scope: 'openid email',
      loadUserInfo: true,
      revokeTokensOnSignout: true,
      revokeTokenTypes: ['refresh_token'],
      automaticSilentRenew: false,
      stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    },
    redirects,
  );
  return { manager, redirects, browser: new Browser() };
}

const alice = { username: 'alice@example.com', password: 'Alice-1234' };

cognito.covers(
  'The issuer publishes a discovery document that names it, and its keys at `/.well-known/jwks.json`; both kinds of tokens are RS256 and verify against them',
  documented('Cognito developer guide, Verifying JSON web tokens'),
  async () => {
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`);
    expect(await answer.json()).toMatchObject({ issuer, jwks_uri: `${issuer}/.well-known/jwks.json` });
    const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
    const { accessToken, idToken } = await target.tokens('ada');
    for (const token of [accessToken, idToken]) {
      expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', kid: expect.any(String) as string });
      await expect(jwtVerify(token, keys, { issuer })).resolves.toBeDefined();
    }
  },
);

cognito.covers(
  'An access token has `token_use` `access`, `client_id`, `username`, `scope`, `cognito:groups`, and no `aud`',
  documented('Cognito developer guide, Understanding the access token'),
  async () => {
    const { accessToken, sub } = await target.tokens('grace', { groups: ['readers', 'admins'] });
    const claims = decodeJwt(accessToken);
    expect(claims).toMatchObject({ sub, token_use: 'access', client_id: target.output('ClientId'), iss: issuer });
    // A pool whose users sign in by e-mail gives them their `sub` for a user name.
    expect(claims).toMatchObject({ username: sub, scope: expect.any(String) as string });
    expect(new Set(claims['cognito:groups'] as string[])).toEqual(new Set(['admins', 'readers']));
    expect(claims).not.toHaveProperty('aud');
  },
);

cognito.covers(
  'An ID token has `token_use` `id`, the client in `aud`, `cognito:username` and `email`; `cognito:groups` is missing for a user in no group',
  documented('Cognito developer guide, Understanding the identity (ID) token'),
  async () => {
    const { idToken, sub } = await target.tokens('ada');
    const claims = decodeJwt(idToken);
    expect(claims).toMatchObject({ sub, token_use: 'id', aud: target.output('ClientId'), 'cognito:username': sub });
    expect(claims).toMatchObject({ email: expect.stringContaining('@') as string });
    expect(claims).not.toHaveProperty('cognito:groups');
  },
);

cognito.covers(
  'The authorization code flow with PKCE signs a user in on the page and gives tokens, user info, and new tokens for the refresh token',
  here(client),
  async () => {
    const { manager, redirects, browser } = open();
    await manager.signinRedirect({ state: { page: '/photos' } });
    const page = await browser.open(redirects.url);
    const { url } = await browser.submit(page.url, alice);
    const user = await manager.signinRedirectCallback(url);
    expect(user.state).toEqual({ page: '/photos' });
    expect(user.profile).toMatchObject({ iss: issuer, email: alice.username, token_use: 'id' });
    expect(decodeJwt(user.access_token)).toMatchObject({ token_use: 'access', sub: user.profile.sub });
    const renewed = await manager.signinSilent();
    expect(renewed?.access_token).not.toBe(user.access_token);
    expect(renewed?.profile.sub).toBe(user.profile.sub);
  },
);

cognito.covers(
  'Signing out revokes the refresh token, ends the session of the browser and leads back to a listed address',
  here(client),
  async () => {
    const { manager, redirects, browser } = open();
    await manager.signinRedirect();
    const page = await browser.open(redirects.url);
    const user = await manager.signinRedirectCallback((await browser.submit(page.url, alice)).url);
    await manager.signoutRedirect();
    const back = await browser.fetch(redirects.url);
    expect(back.headers.get('location')).toMatch(application);
    expect(await manager.getUser()).toBeNull();
    const again = await fetch(`${issuer}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: target.output('ClientId'),
        refresh_token: user.refresh_token ?? '',
      }),
    });
    expect(again.status).toBe(400);
    expect(await again.json()).toMatchObject({ error: 'invalid_grant' });
    await manager.signinRedirect();
    expect((await browser.open(redirects.url)).response.status).toBe(200);
  },
);

cognito.covers(
  'A code is worth tokens once, and only with the verifier of its challenge: `invalid_grant` otherwise',
  here(endpoints),
  async () => {
    const verifier = 'of-this-case-'.repeat(4);
    const { manager, redirects, browser } = open();
    await manager.signinRedirect();
    const request = new URL(redirects.url);
    request.searchParams.set('code_challenge', createHash('sha256').update(verifier).digest('base64url'));
    const page = await browser.open(request.href);
    const code = new URL((await browser.submit(page.url, alice)).url).searchParams.get('code') ?? '';
    const order = { grant_type: 'authorization_code', client_id: target.output('ClientId'), redirect_uri: application };
    const redeem = async (code_verifier: string): Promise<unknown> => {
      const body = new URLSearchParams({ ...order, code, code_verifier });
      return (await fetch(`${issuer}/oauth2/token`, { method: 'POST', body })).json();
    };
    expect(await redeem('a'.repeat(43))).toMatchObject({ error: 'invalid_grant' });
    expect(await redeem(verifier)).toMatchObject({ token_type: 'Bearer', access_token: expect.any(String) as string });
    expect(await redeem(verifier)).toMatchObject({ error: 'invalid_grant' });
  },
);

cognito.covers(
  'A wrong password signs nobody in, and an unknown user is told nothing else',
  here(documented('Cognito developer guide, Managing user existence error responses')),
  async () => {
    const { manager, redirects, browser } = open();
    await manager.signinRedirect();
    const page = await browser.open(redirects.url);
    const wrong = await browser.submit(page.url, { ...alice, password: 'wrong' });
    const unknown = await browser.submit(page.url, { ...alice, username: 'nobody@example.com' });
    for (const { response } of [wrong, unknown]) expect(response.status).toBe(401);
    const text = (html: string) => /role="alert"[^>]*>([^<]*)</.exec(html)?.[1];
    const told = text(await wrong.response.text());
    expect(told).toBeDefined();
    expect(text(await unknown.response.text())).toBe(told);
  },
);

/** Where a sign-in leads whose request was changed: back to the application, or nowhere. */
async function changed(change: (parameters: URLSearchParams) => void) {
  const { manager, redirects, browser } = open();
  await manager.signinRedirect();
  const url = new URL(redirects.url);
  change(url.searchParams);
  return browser.open(url.href);
}

cognito.refuses(
  'A sign-in without a PKCE challenge, or with a plain one: `invalid_request`. AWS makes PKCE optional; a public client without it is refused here',
  here(endpoints),
  async () => {
    const without = await changed((parameters) => {
      parameters.delete('code_challenge');
      parameters.delete('code_challenge_method');
    });
    const plain = await changed((parameters) => parameters.set('code_challenge_method', 'plain'));
    for (const { url } of [without, plain]) {
      expect(url).toMatch(application);
      expect(new URL(url).searchParams.get('error')).toBe('invalid_request');
    }
  },
);

cognito.covers(
  'A sign-in leads to no redirect address that the client does not list: 400, and no redirect',
  here(endpoints),
  async () => {
    const elsewhere = await changed((parameters) => parameters.set('redirect_uri', 'http://localhost:4000/other'));
    expect(elsewhere.response.status).toBe(400);
    expect(new URL(elsewhere.url).origin).toBe(new URL(issuer).origin);
  },
);

cognito.refuses(
  'Flows other than the code flow: `unsupported_response_type` or `unauthorized_client`',
  here(endpoints),
  async () => {
    const { url } = await changed((parameters) => parameters.set('response_type', 'token'));
    expect(url).toMatch(/error=(unsupported_response_type|unauthorized_client)/);
  },
);
