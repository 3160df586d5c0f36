import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Store } from '../../../store.ts';

const algorithm = 'aes-256-gcm';
const keyName = 'appsync/page-token-key';

/**
 * The `nextToken` of a query: where DynamoDB stopped, readable by nobody else and usable only by the resolver that
 * gave it (`scope`).
 */
export interface PageTokens {
  seal(lastKey: object, scope: string): string;
  /** Undefined when the token was not given for this scope, or was changed. */
  open(token: string, scope: string): Record<string, unknown> | undefined;
}

/** A key's attributes: an object read back would lose one that is called `__proto__`. */
const entries = z.array(z.tuple([z.string(), z.unknown()]));
const sealed = z.object({ version: z.literal(3), token: z.string() });

export async function pageTokens(store: Store): Promise<PageTokens> {
  const key = Buffer.from(await keyFrom(store), 'base64');
  return {
    seal(lastKey, scope) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(scope));
      const text = Buffer.concat([cipher.update(JSON.stringify(Object.entries(lastKey))), cipher.final()]);
      const token = Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
      return Buffer.from(JSON.stringify({ version: 3, token })).toString('base64');
    },
    open(token, scope) {
      try {
        const outer = sealed.parse(JSON.parse(Buffer.from(token, 'base64').toString()));
        const bytes = Buffer.from(outer.token, 'base64');
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, 12), { authTagLength: 16 });
        decipher.setAAD(Buffer.from(scope)).setAuthTag(bytes.subarray(12, 28));
        const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString();
        return Object.fromEntries(entries.parse(JSON.parse(text)));
      } catch {
        return undefined;
      }
    },
  };
}

async function keyFrom(store: Store): Promise<string> {
  const known = await store.get<string>(keyName);
  if (known !== undefined) return known;
  const key = randomBytes(32).toString('base64');
  await store.batch([{ type: 'put', key: keyName, value: key }]);
  return key;
}
