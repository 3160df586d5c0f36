import { createHash, createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { derivedUuid } from '../derived-id.ts';
import type { Clock } from '../../clock.ts';
import type { Keys } from './keys.ts';
import type { Client, Pool } from './pool.ts';
import type { User } from './users.ts';

/** One sign-in, of which every token tells. */
export interface SignIn {
  user: User;
  client: Client;
  /** Space-separated, as granted. */
  scope: string;
  /** Seconds since the epoch at which the password was given. */
  authTime: number;
  /** The same for all tokens that come from this sign-in. */
  origin: string;
}

export interface Tokens {
  /** An access token as Cognito makes it: no `aud`, the client in `client_id`. `expiresIn` is in seconds. */
  access(signIn: SignIn, options?: { jti?: string; expiresIn?: number }): Promise<string>;
  /** An ID token as Cognito makes it; `accessToken` is the one it comes with. */
  id(signIn: SignIn, options: { accessToken: string; nonce?: string; expiresIn?: number }): Promise<string>;
  /** The `jti` of an access token of this pool that is valid now, else undefined. */
  jtiOf(accessToken: string): Promise<string | undefined>;
}

const accessClaims = z.object({ jti: z.string(), token_use: z.literal('access') });

export function createTokens(pool: Pool, keys: Keys, clock: Clock): Tokens {
  const key = createPrivateKey({ key: keys.signing, format: 'jwk' });
  const publicKey = createPublicKey(key);
  const now = () => Math.floor(clock.now() / 1000);

  const sign = (claims: Record<string, unknown>, expiresIn: number) =>
    new SignJWT(claims)
      .setProtectedHeader({ kid: keys.signing.kid, alg: 'RS256' })
      .setIssuer(pool.issuer)
      .setIssuedAt(now())
      .setExpirationTime(now() + expiresIn)
      .sign(key);

  return {
    access: (signIn, { jti = randomUUID(), expiresIn = signIn.client.accessTokenSeconds } = {}) =>
      sign(
        {
          ...sharedClaims(signIn),
          token_use: 'access',
          client_id: signIn.client.id,
          scope: signIn.scope,
          username: signIn.user.username,
          jti,
        },
        expiresIn,
      ),
    id: (signIn, { accessToken, nonce, expiresIn = signIn.client.idTokenSeconds }) =>
      sign(
        {
          ...sharedClaims(signIn),
          ...emailClaims(signIn),
          token_use: 'id',
          aud: signIn.client.id,
          'cognito:username': signIn.user.username,
          at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
          jti: randomUUID(),
          ...(nonce === undefined ? {} : { nonce }),
        },
        expiresIn,
      ),
    async jtiOf(accessToken) {
      try {
        const options = { issuer: pool.issuer, algorithms: ['RS256'], currentDate: new Date(clock.now()) };
        const { payload } = await jwtVerify(accessToken, publicKey, options);
        return accessClaims.safeParse(payload).data?.jti;
      } catch {
        return undefined;
      }
    },
  };
}

function sharedClaims({ user, authTime, origin }: SignIn): Record<string, unknown> {
  return {
    sub: user.sub,
    ...(user.groups.length > 0 ? { 'cognito:groups': user.groups } : {}),
    origin_jti: derivedUuid('origin', origin),
    event_id: derivedUuid('event', origin),
    auth_time: authTime,
  };
}

/** Cognito shows the address when the scopes ask for it, or ask for nothing but `openid`. */
function emailClaims({ user, scope }: SignIn): Record<string, unknown> {
  const scopes = scope.split(' ');
  return scopes.includes('email') || scope === 'openid' ? { email: user.email, email_verified: true } : {};
}
