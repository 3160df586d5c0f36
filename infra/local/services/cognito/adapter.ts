import * as z from 'zod';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Clock } from '../../clock.ts';
import type { Operation, Store } from '../../store.ts';

interface Entry {
  payload: AdapterPayload;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

const root = 'cognito/oidc';
const grants = `${root}-grant`;
const uids = `${root}-uid`;
const members = z.object({ grantId: z.string().optional(), uid: z.string().optional() });

/**
 * Keeps what oidc-provider remembers (sessions, grants, codes, refresh tokens) in the durable store:
 * `cognito/oidc/{model}/{id}` holds an entry, and an index leads to it from its grant or its session's uid.
 */
export function storeAdapter(store: Store, clock: Clock): (model: string) => Adapter {
  return (model) => {
    const keyOf = (id: string) => `${root}/${model}/${id}`;
    const read = async (key: string) => {
      const entry = await store.get<Entry>(key);
      return entry && entry.expiresAt > clock.now() ? entry : undefined;
    };
    const find = async (id: string) => (await read(keyOf(id)))?.payload;
    return {
      find,
      upsert: (id, payload, expiresIn = 0) => {
        const entry: Entry = { payload, expiresAt: clock.now() + expiresIn * 1000 };
        return store.batch([
          { type: 'put', key: keyOf(id), value: entry },
          ...indexKeys(keyOf(id), entry).map((key) => ({ type: 'put' as const, key, value: id })),
        ]);
      },
      async findByUid(uid) {
        const id = await store.get<string>(`${uids}/${uid}`);
        return id === undefined ? undefined : find(id);
      },
      findByUserCode: () => Promise.resolve(undefined),
      async consume(id) {
        const entry = await read(keyOf(id));
        if (!entry) return;
        const consumed = { ...entry, payload: { ...entry.payload, consumed: Math.floor(clock.now() / 1000) } };
        await store.batch([{ type: 'put', key: keyOf(id), value: consumed }]);
      },
      async destroy(id) {
        const entry = await store.get<Entry>(keyOf(id));
        if (entry) await store.batch(removal(keyOf(id), entry));
      },
      revokeByGrantId: (grantId) => revoke(store, grantId),
    };
  };
}

/** Forgets what has expired; at boot, before anyone asks. */
export async function forgetExpired(store: Store, clock: Clock): Promise<void> {
  const operations: Operation[] = [];
  for await (const [key, entry] of store.entries<Entry>(`${root}/`)) {
    if (entry.expiresAt <= clock.now()) operations.push(...removal(key, entry));
  }
  if (operations.length > 0) await store.batch(operations);
}

async function revoke(store: Store, grantId: string): Promise<void> {
  const prefix = `${grants}/${grantId}`;
  const operations: Operation[] = [];
  for await (const [key] of store.entries<string>(`${prefix}${root}/`)) {
    operations.push({ type: 'del', key }, { type: 'del', key: key.slice(prefix.length) });
  }
  if (operations.length > 0) await store.batch(operations);
}

function removal(key: string, entry: Entry): Operation[] {
  return [key, ...indexKeys(key, entry)].map((each) => ({ type: 'del', key: each }));
}

/** Where an entry can also be found: a session by its uid; codes and tokens by the grant whose end is their end. */
function indexKeys(key: string, { payload }: Entry): string[] {
  const { grantId, uid } = members.parse(payload);
  const isA = (model: string) => key.startsWith(`${root}/${model}/`);
  if (isA('Interaction')) return [];
  return [
    ...(grantId === undefined ? [] : [`${grants}/${grantId}${key}`]),
    ...(uid !== undefined && isA('Session') ? [`${uids}/${uid}`] : []),
  ];
}
