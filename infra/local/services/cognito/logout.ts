import { decodeJwt } from 'jose';
import * as z from 'zod';
import { errorPage } from './pages.ts';
import { routes } from './provider.ts';
import type { KoaContextWithOIDC, default as Provider } from 'oidc-provider';
import type { Client, Pool } from './pool.ts';

const query = z.object({
  client_id: z.string().optional(),
  logout_uri: z.string().optional(),
  id_token_hint: z.string().optional(),
  post_logout_redirect_uri: z.string().optional(),
  state: z.string().optional(),
});

/**
 * Ends the browser's session without asking, as Cognito's `/logout` does, and goes back to a `logout_uri` of the client.
 * OpenID's own parameters (`post_logout_redirect_uri`, `id_token_hint`) do the same. Refresh tokens stay valid until
 * they are revoked.
 */
export function logout(provider: Provider, pool: Pool) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<unknown> => {
    if (ctx.path !== routes.logout || ctx.method !== 'GET') return next();
    const request = query.safeParse(ctx.query).data ?? {};
    const client = clientOf(pool, request.client_id, request.id_token_hint);
    const target = request.logout_uri ?? request.post_logout_redirect_uri;
    if (!client || target === undefined || !client.logoutUris.includes(target)) {
      ctx.status = 400;
      const needs = 'The request needs a client_id of this pool and a logout_uri that this client allows.';
      errorPage(ctx, pool, needs, 'Sign-out did not work');
      return;
    }
    const session = await provider.Session.get(ctx);
    if (session.accountId !== undefined) await session.destroy();
    ctx.cookies.set(provider.cookieName('session'), null);
    const back = new URL(target);
    if (request.state !== undefined) back.searchParams.set('state', request.state);
    ctx.status = 303;
    ctx.redirect(request.state === undefined ? target : back.href);
    return;
  };
}

/** The hint is no proof of anything here: it only says which client asks, which `client_id` may say as well. */
function clientOf(pool: Pool, clientId: string | undefined, idTokenHint: string | undefined): Client | undefined {
  const id = clientId ?? (idTokenHint === undefined ? undefined : audienceOf(idTokenHint));
  return pool.clients.find((client) => client.id === id);
}

function audienceOf(token: string): string | undefined {
  try {
    return z.string().safeParse(decodeJwt(token).aud).data;
  } catch {
    return undefined;
  }
}
