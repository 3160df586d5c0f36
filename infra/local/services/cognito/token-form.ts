import * as z from 'zod';
import { routes } from './provider.ts';
import { testUsers } from './users.ts';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Pool } from './pool.ts';
import type { SignIn, Tokens } from './tokens.ts';

const issued = z.looseObject({ access_token: z.string(), id_token: z.string().optional() });
const bearer = /^Bearer (\S+)$/i;

/**
 * The provider knows an access token by an opaque handle; clients know it as Cognito's JWT, whose `jti` is that handle.
 * This puts the JWTs into what the token endpoint answers, and the handle into what the userinfo endpoint is asked.
 */
export function cognitoTokenForm(pool: Pool, tokens: Tokens) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<void> => {
    if (ctx.path === routes.userinfo) await useHandle(ctx, tokens);
    await next();
    // An answer without content has no type, or clients that look at the type give up.
    if (ctx.path === routes.revocation && ctx.status === 200) ctx.remove('content-type');
    if (ctx.path !== routes.token || ctx.status !== 200) return;
    const body = issued.parse(ctx.body);
    const signIn = signInOf(ctx, pool);
    const access_token = await tokens.access(signIn, { jti: body.access_token });
    ctx.body = { ...body, access_token, ...(body.id_token === undefined ? {} : await idToken(ctx)) };

    async function idToken(from: KoaContextWithOIDC) {
      const nonce = from.oidc.entities.AuthorizationCode?.nonce;
      return { id_token: await tokens.id(signIn, { accessToken: access_token, ...(nonce ? { nonce } : {}) }) };
    }
  };
}

async function useHandle(ctx: KoaContextWithOIDC, tokens: Tokens): Promise<void> {
  const token = bearer.exec(ctx.get('authorization'))?.[1];
  if (token === undefined) return;
  ctx.req.headers.authorization = `Bearer ${(await tokens.jtiOf(token)) ?? 'unknown'}`;
}

/** Whom the provider has just issued tokens to, and from which sign-in they come. */
function signInOf(ctx: KoaContextWithOIDC, pool: Pool): SignIn {
  const { AccessToken: issuedToken, AuthorizationCode: code, RefreshToken: refresh } = ctx.oidc.entities;
  const user = testUsers(pool).find(({ sub }) => sub === issuedToken?.accountId);
  const client = pool.clients.find(({ id }) => id === issuedToken?.clientId);
  if (!issuedToken || !user || !client) throw new Error('The provider issued tokens to nobody of this pool.');
  return {
    user,
    client,
    scope: issuedToken.scope ?? '',
    authTime: code?.authTime ?? refresh?.authTime ?? 0,
    origin: issuedToken.grantId,
  };
}
