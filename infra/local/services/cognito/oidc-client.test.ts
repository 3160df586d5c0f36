import { InMemoryWebStorage, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { answerOf, Browser, callback, client, CodeFlow, issuerOf, serveCognito } from './testing.ts';
import type { ServedService } from '../../testing/served-service.ts';

let served: ServedService;
const printed = (['info', 'warn'] as const).map((level) => vi.spyOn(console, level));
beforeAll(async () => {
  served = await serveCognito();
});
afterAll(() => served.stop());

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

it('serves a client that others wrote: sign in, userinfo, refresh, revoke, sign out', async () => {
  const redirects = new Redirects();
  const manager = new UserManager(
    {
      authority: issuerOf(served),
      client_id: client,
      redirect_uri: callback,
      post_logout_redirect_uri: 'http://127.0.0.1:4/',
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
  const browser = new Browser();
  await manager.signinRedirect({ state: { page: '/photos' } });
  const page = await browser.open(redirects.url);
  const { url } = await browser.submit(page.url, { username: 'bob', password: 'Bob-12345' });
  const user = await manager.signinRedirectCallback(url);
  expect(user.state).toEqual({ page: '/photos' });
  expect(user.profile).toMatchObject({ email: 'bob@example.com', 'cognito:username': 'bob', username: 'bob' });

  const renewed = await manager.signinSilent();
  expect(renewed?.access_token).not.toBe(user.access_token);

  await manager.signoutRedirect();
  const back = await browser.fetch(redirects.url);
  expect(new URL(back.headers.get('location') ?? '').origin).toBe('http://127.0.0.1:4');
  const again = { grant_type: 'refresh_token', refresh_token: user.refresh_token ?? '' };
  const refused = await answerOf(await new CodeFlow(issuerOf(served)).token(again));
  expect(refused).toMatchObject({ error: 'invalid_grant' });
  expect(await manager.getUser()).toBeNull();
  expect(printed.flatMap(({ mock }) => mock.calls)).toEqual([]);
});
