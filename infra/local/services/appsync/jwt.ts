import { createRemoteJWKSet, decodeJwt, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import { RequestError } from './errors.ts';
import type { UserPoolCaller } from './caller.ts';

/** A user pool whose tokens the API takes. */
export interface UserPool {
  issuer: string;
  defaultAction: 'ALLOW' | 'DENY';
  /** Which app clients, by a regular expression over their ids. */
  clientIds: RegExp | undefined;
}

export type VerifyToken = (authorization: string, sourceIp: string[]) => Promise<UserPoolCaller>;

/** Access tokens name the client in `client_id`, ID tokens in `aud`. */
const claimsSchema = z.looseObject({
  sub: z.string(),
  iss: z.string(),
  exp: z.number(),
  token_use: z.enum(['access', 'id']),
  client_id: z.string().optional(),
  aud: z.string().optional(),
  username: z.string().optional(),
  'cognito:username': z.string().optional(),
  'cognito:groups': z.array(z.string()).optional(),
});

/** Verifies tokens of these pools, with or without `Bearer`. Throws a {@link RequestError} (401). */
export function tokenVerifier(pools: UserPool[], clock: Clock, log: (message: string) => void): VerifyToken {
  const known = pools.map((pool) => ({
    pool,
    keys: createRemoteJWKSet(new URL(`${pool.issuer}/.well-known/jwks.json`)),
  }));
  return async (authorization, sourceIp) => {
    const token = authorization.replace(/^Bearer\s+/i, '');
    const issuer = issuerOf(token);
    const found = known.find(({ pool }) => pool.issuer === issuer);
    if (!found) throw RequestError.unauthorized();
    const payload = await verify(token, found.keys, issuer, clock).catch((error: unknown) => {
      throw refusal(error, log);
    });
    return callerOf(payload, found.pool, sourceIp);
  };
}

function issuerOf(token: string): string {
  try {
    return String(decodeJwt(token).iss);
  } catch {
    throw RequestError.unauthorized('Unable to parse JWT token.');
  }
}

async function verify(token: string, keys: JWTVerifyGetKey, issuer: string, clock: Clock): Promise<unknown> {
  const options = { issuer, algorithms: ['RS256'], currentDate: new Date(clock.now()), requiredClaims: ['exp'] };
  const { payload } = await jwtVerify(token, keys, options);
  return payload;
}

function refusal(error: unknown, log: (message: string) => void): RequestError {
  if (error instanceof errors.JWTExpired) return RequestError.unauthorized('Token has expired.');
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) {
    return RequestError.unauthorized('Unable to parse JWT token.');
  }
  if (!(error instanceof errors.JOSEError)) log(`The issuer's keys cannot be read: ${String(error)}`);
  return RequestError.unauthorized();
}

function callerOf(payload: unknown, pool: UserPool, sourceIp: string[]): UserPoolCaller {
  const { success, data: claims } = claimsSchema.safeParse(payload);
  if (!success) throw RequestError.unauthorized();
  const clientId = claims.token_use === 'access' ? claims.client_id : claims.aud;
  if (pool.clientIds && !(clientId && pool.clientIds.test(clientId))) throw RequestError.unauthorized();
  return {
    mode: 'AMAZON_COGNITO_USER_POOLS',
    expiresAt: claims.exp * 1000,
    identity: {
      sub: claims.sub,
      issuer: claims.iss,
      username: claims.username ?? claims['cognito:username'] ?? claims.sub,
      claims,
      sourceIp,
      groups: claims['cognito:groups'] ?? null,
      defaultAuthStrategy: pool.defaultAction,
    },
  };
}
