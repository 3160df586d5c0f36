import { createHmac, randomBytes } from 'node:crypto';
import type { Store } from '../store.ts';
import type { KeyHolder } from './signature/verify.ts';

interface RoleCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** What `aws configure` asks for; the owner of this machine may do everything. */
export interface OperatorCredentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** One key for each role of the stack and one for the operator. */
export interface KeyRing {
  operator: OperatorCredentials;
  /** Throws when the stack has no such role. */
  of: (roleArn: string) => RoleCredentials;
  holderOf: (accessKeyId: string) => KeyHolder | undefined;
}

const seedKey = 'gateway/seed';

/** All keys follow from a seed in the store, so that a URL presigned before a restart is still good after it. */
export async function openKeyRing(store: Store, account: string, roleArns: readonly string[]): Promise<KeyRing> {
  const seed = await openSeed(store);
  const rootArn = `arn:aws:iam::${account}:root`;
  const operator = {
    accessKeyId: `AKIA${derive(seed, 'id', rootArn, 'hex').slice(0, 16).toUpperCase()}`,
    secretAccessKey: derive(seed, 'secret', rootArn, 'base64').slice(0, 40),
  };
  const roles = new Map(roleArns.map((arn) => [arn, roleCredentials(seed, arn)]));
  const holders = new Map<string, KeyHolder>(
    [...roles].map(([arn, credentials]) => [
      credentials.accessKeyId,
      { ...credentials, principal: { kind: 'role', arn } },
    ]),
  );
  const root = { kind: 'root', arn: rootArn } as const;
  holders.set(operator.accessKeyId, { ...operator, sessionToken: undefined, principal: root });
  return {
    operator,
    of(roleArn) {
      const credentials = roles.get(roleArn);
      if (!credentials) throw new Error(`The stack has no role ${roleArn}.`);
      return credentials;
    },
    holderOf: (accessKeyId) => holders.get(accessKeyId),
  };
}

async function openSeed(store: Store): Promise<string> {
  const known = await store.get<string>(seedKey);
  if (known !== undefined) return known;
  const seed = randomBytes(32).toString('hex');
  await store.batch([{ type: 'put', key: seedKey, value: seed }]);
  return seed;
}

function roleCredentials(seed: string, arn: string): RoleCredentials {
  return {
    accessKeyId: `ASIA${derive(seed, 'id', arn, 'hex').slice(0, 16).toUpperCase()}`,
    secretAccessKey: derive(seed, 'secret', arn, 'base64').slice(0, 40),
    sessionToken: derive(seed, 'token', arn, 'base64'),
  };
}

function derive(seed: string, purpose: string, of: string, encoding: 'hex' | 'base64'): string {
  return createHmac('sha512', seed).update(`${purpose}/${of}`).digest(encoding);
}
