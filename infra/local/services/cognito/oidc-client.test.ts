import { InMemoryWebStorage, OidcClient, RefreshState, WebStorageStateStore } from 'oidc-client-ts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Browser, callback, client, issuerOf, serveCognito } from './testing.ts';
import type { ServedService } from '../../testing/served-service.ts';

let served: ServedService;
const printed = (['info', 'warn'] as const).map((level) => vi.spyOn(console, level));
beforeAll(async () => {
  served = await serveCognito();
});
afterAll(() => served.stop());

it('serves a client that others wrote: sign in, userinfo, refresh, revoke, sign out', async () => {
  const oidc = new OidcClient({
    authority: issuerOf(served),
    client_id: client,
    redirect_uri: callback,
    post_logout_redirect_uri: 'http://127.0.0.1:4/',
    scope: 'openid email',
    loadUserInfo: true,
    stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  });
  const browser = new Browser();
  const request = await oidc.createSigninRequest({ state: { page: '/photos' } });
  const page = await browser.open(request.url);
  const { url } = await browser.submit(page.url, { username: 'bob', password: 'Bob-12345' });
  const response = await oidc.processSigninResponse(url);
  expect(response.userState).toEqual({ page: '/photos' });
  expect(response.profile).toMatchObject({ email: 'bob@example.com', 'cognito:username': 'bob', username: 'bob' });

  const renewed = await oidc.useRefreshToken({
    state: new RefreshState({
      refresh_token: response.refresh_token ?? '',
      session_state: null,
      profile: response.profile,
      scope: 'openid email',
    }),
  });
  expect(renewed.access_token).not.toBe(response.access_token);
  await oidc.revokeToken(response.refresh_token ?? '', 'refresh_token');

  const { url: signOut } = await oidc.createSignoutRequest({ id_token_hint: response.id_token ?? '' });
  const back = await browser.fetch(signOut);
  expect(back.headers.get('location')).toBe('http://127.0.0.1:4/');
  expect(printed.flatMap(({ mock }) => mock.calls)).toEqual([]);
});
