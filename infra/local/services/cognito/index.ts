/**
 * Amazon Cognito, as far as this stack needs it: one user pool as an OpenID provider.
 *
 * Covered: discovery and keys below the issuer; the authorization code flow with PKCE (S256, required) for public
 * clients with exactly the callback URLs, scopes and validity times of the template; refresh (with or without
 * rotation), revocation, userInfo and `/logout`; access and ID tokens with Cognito's claims; groups; a sign-in page
 * with three test users. Keys, sessions, grants and refresh tokens survive restarts.
 *
 * Not covered, and refused: every other flow, client secrets, triggers, MFA, other identity providers (by the
 * property's name, at boot); the user pool's API (there is no such endpoint). Of no effect: what rules sign-up,
 * recovery and mail, and the looks of managed login.
 */
import { openKeys, type Keys } from './keys.ts';
import { kinds } from './kinds.ts';
import { issue, localTokens } from './local-tokens.ts';
import { logout } from './logout.ts';
import { callbackOrigins, errorPage } from './pages.ts';
import { readPool } from './pool.ts';
import { createProvider, reportError } from './provider.ts';
import { signInPages } from './sign-in.ts';
import { cognitoTokenForm } from './token-form.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { testUsers } from './users.ts';
import type { RequestListener } from 'node:http';
import type { KoaContextWithOIDC } from 'oidc-provider';
import requestContext from 'oidc-provider/lib/helpers/als.js';
import type { Cloud, RunningService, Service } from '../service.ts';
import type { Pool } from './pool.ts';

export const cognito: Service = { name: 'cognito', kinds, start };

async function start(cloud: Cloud): Promise<RunningService> {
  const pool = readPool(cloud);
  if (!pool) return { stop: () => Promise.resolve() };
  const keys = await openKeys(cloud.store);
  const tokens = createTokens(pool, keys, cloud.clock);
  const passwords = testUsers(pool).map(({ name, password }) => `${name} / ${password}`);
  return {
    offers: {
      cognito: { accessToken: async (user) => (await issue(pool, tokens, cloud.clock, { user })).accessToken },
    },
    listener: { on: 'signIn', request: await createListener(pool, keys, tokens, cloud) },
    notes: [`Test users: ${passwords.join(', ')}`],
    stop: () => Promise.resolve(),
  };
}

async function createListener(pool: Pool, keys: Keys, tokens: Tokens, cloud: Cloud): Promise<RequestListener> {
  const provider = await createProvider(pool, keys, cloud);
  const headers = pageHeaders(pool);
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    ctx.set(headers);
    await next().catch((error: unknown) => {
      reportError(error, cloud);
      ctx.status = 500;
      errorPage(ctx, pool, 'Something went wrong on our side. The log of the local cloud tells what.');
    });
  });
  provider.use(localTokens(pool, tokens, cloud.clock));
  provider.use(signInPages(provider, pool));
  provider.use(logout(provider, pool));
  provider.use(cognitoTokenForm(pool, tokens));
  const handle = provider.callback();
  let underWay = 0;
  const prefix = `/${pool.id}`;
  return (request, response) => {
    const url = request.url ?? '/';
    // The provider keeps its paths apart from where it is mounted by the URL that came in.
    Object.assign(request, { originalUrl: url });
    if (url.startsWith(`${prefix}/`)) request.url = url.slice(prefix.length);
    underWay += 1;
    // While it watches for its context, Node 20 pays for each promise of the whole process.
    void handle(request, response).finally(() => {
      underWay -= 1;
      if (underWay === 0) requestContext.disable();
    });
  };
}

/** No script, no frames, nothing from elsewhere; a form may lead to the sign-in and on to the application. */
function pageHeaders(pool: Pool): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      `form-action 'self' ${callbackOrigins(pool).join(' ')}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
