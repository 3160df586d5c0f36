import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { readBody } from './body.ts';
import { isLoopback } from './loopback.ts';
import { testUsers, userNamed } from './users.ts';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Clock } from '../../clock.ts';
import type { Pool } from './pool.ts';
import type { Tokens } from './tokens.ts';

const path = '/local/tokens';

const order = z.strictObject({
  user: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'takes 1 to 64 letters, digits, dots, underscores and hyphens'),
  groups: z.array(z.string()).optional(),
  /** Seconds; negative for a token that has expired already. */
  expiresIn: z.int().optional(),
});

type Answer = [status: number, body: object];

/**
 * `POST /local/tokens` `{user, groups?, expiresIn?}`: tokens for any user, for the command line and tests. It is no part
 * of Cognito. It answers this machine only, and no page in a browser: those send an `Origin`.
 */
export function localTokens(pool: Pool, tokens: Tokens, clock: Clock) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<unknown> => {
    if (ctx.path !== path) return next();
    const [status, body] = refuse(ctx) ?? (await respond(ctx));
    ctx.status = status;
    ctx.set('cache-control', 'no-store');
    ctx.body = body;
    return undefined;
  };

  async function respond(ctx: KoaContextWithOIDC): Promise<Answer> {
    const parsed = order.safeParse(json(await readBody(ctx.req)));
    if (!parsed.success) return [400, { error: 'InvalidParameter', message: z.prettifyError(parsed.error) }];
    const missing = parsed.data.groups?.find((group) => !pool.groups.includes(group));
    if (missing !== undefined) {
      return [400, { error: 'ResourceNotFoundException', message: `The pool has no group ${missing}.` }];
    }
    return [200, await issue(pool, tokens, clock, parsed.data)];
  }
}

/** Tokens for any user; a test user has its own groups by default. */
export async function issue(
  pool: Pool,
  tokens: Tokens,
  clock: Clock,
  { user: name, groups, expiresIn }: z.infer<typeof order>,
) {
  const [client] = pool.clients;
  if (!client) throw new Error('The pool has no client to make a token for.');
  const known = testUsers(pool).find((user) => user.name === name);
  const user = userNamed(pool, name, groups ?? known?.groups ?? []);
  const seconds = expiresIn ?? client.accessTokenSeconds;
  const now = Math.floor(clock.now() / 1000);
  const signIn = { user, client, scope: client.scopes.join(' '), authTime: now, origin: randomUUID() };
  const accessToken = await tokens.access(signIn, { expiresIn: seconds });
  const idToken = await tokens.id(signIn, { accessToken, expiresIn: expiresIn ?? client.idTokenSeconds });
  return { accessToken, idToken, sub: user.sub, expiresAt: new Date((now + seconds) * 1000).toISOString() };
}

function refuse(ctx: KoaContextWithOIDC): Answer | undefined {
  if (!isLoopback(ctx.req.socket.remoteAddress) || ctx.get('origin') !== '') {
    return [403, { error: 'Forbidden', message: 'Only programs on this machine may ask, and no web page.' }];
  }
  if (ctx.method !== 'POST') return [405, { error: 'MethodNotAllowed', message: `${path} takes POST.` }];
  return undefined;
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
