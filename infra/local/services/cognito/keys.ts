import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import * as z from 'zod';
import type { Store } from '../../store.ts';

/** What has to outlive a restart for tokens to stay valid and people to stay signed in. */
export type Keys = z.infer<typeof keysSchema>;

const keysSchema = z.object({
  /** RSA private key (RS256) that signs every token. */
  signing: z.looseObject({ kty: z.literal('RSA'), kid: z.string(), n: z.string(), e: z.string(), d: z.string() }),
  /** Signs the cookies of the sign-in pages. */
  cookies: z.string(),
});

const storeKey = 'cognito/keys';

/** The keys of this data folder, made on its first start. */
export async function openKeys(store: Store): Promise<Keys> {
  const stored = await store.get<unknown>(storeKey);
  if (stored !== undefined) return keysSchema.parse(stored);
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keys = keysSchema.parse({
    signing: { ...(await exportJWK(privateKey)), kid: randomId(), alg: 'RS256', use: 'sig' },
    cookies: randomId(),
  });
  await store.batch([{ type: 'put', key: storeKey, value: keys }]);
  return keys;
}

function randomId(): string {
  return randomBytes(32).toString('base64url');
}
