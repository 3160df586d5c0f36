import * as z from 'zod';
import { readBody } from './body.ts';
import { errorPage, signInPage, stylesheet } from './pages.ts';
import { routes } from './provider.ts';
import { authenticate, testUsers } from './users.ts';
import type { KoaContextWithOIDC, default as Provider } from 'oidc-provider';
import type { Pool } from './pool.ts';

const asked = z.object({ redirect_uri: z.string(), login_hint: z.string().default('') });
const submitted = z.object({ username: z.string(), password: z.string() });

/** Serves the sign-in page and its style; every other request goes on to the provider. */
export function signInPages(provider: Provider, pool: Pool) {
  const users = testUsers(pool);

  const interact = async (ctx: KoaContextWithOIDC): Promise<void> => {
    const { prompt, params } = await provider.interactionDetails(ctx.req, ctx.res);
    // `prompt=consent`: Cognito has no such page.
    if (prompt.name === 'consent') return finish(ctx, provider, { consent: {} });
    const { redirect_uri, login_hint } = asked.parse(params);
    const form = { users, application: new URL(redirect_uri).host, name: login_hint };
    if (ctx.method !== 'POST') {
      show(ctx, signInPage(form).text);
      return;
    }

    const given = submitted.safeParse(Object.fromEntries(new URLSearchParams(await readBody(ctx.req))));
    const user = given.success ? authenticate(users, given.data.username, given.data.password) : undefined;
    if (user) return finish(ctx, provider, { login: { accountId: user.sub } });
    const failure = 'Incorrect user name or password.';
    show(ctx, signInPage({ ...form, name: given.data?.username ?? '', failure }).text, 401);
  };

  return async (ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<unknown> => {
    if (ctx.path === '/sign-in.css') {
      ctx.type = 'css';
      ctx.body = stylesheet;
      return;
    }
    if (!ctx.path.startsWith(`${routes.signIn}/`) || !['GET', 'HEAD', 'POST'].includes(ctx.method)) return next();
    return interact(ctx).catch((error: unknown) => {
      if (!isSessionNotFound(error)) throw error;
      ctx.status = 400;
      errorPage(ctx, pool, 'This sign-in has expired or was begun in another browser. Please start again.');
    });
  };
}

/** Sends the browser back into the authorization request that the sign-in interrupted. */
async function finish(
  ctx: KoaContextWithOIDC,
  provider: Provider,
  result: Parameters<Provider['interactionResult']>[2],
): Promise<void> {
  const returnTo = await provider.interactionResult(ctx.req, ctx.res, result);
  ctx.status = 303;
  ctx.redirect(returnTo);
}

function show(ctx: KoaContextWithOIDC, page: string, status = 200): void {
  ctx.status = status;
  ctx.type = 'html';
  ctx.set('cache-control', 'no-store');
  ctx.body = page;
}

function isSessionNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'SessionNotFound';
}
