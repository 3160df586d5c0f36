import { Level } from 'level';

/** One write; a batch of them is atomic and durable. */
export type Operation = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };

/**
 * The one durable key-value store of the local cloud (LevelDB): objects' metadata, queued messages, undelivered
 * events. Keys start with the service's name and a slash. A batch is atomic and is on disk when it resolves, so two
 * services can commit one change.
 */
export interface Store {
  get<T>(key: string): Promise<T | undefined>;
  batch(operations: Operation[]): Promise<void>;
  /** Entries whose key starts with `prefix`, in key order. */
  entries<T>(prefix: string): AsyncIterable<[key: string, value: T]>;
  close(): Promise<void>;
}

export async function openStore(folder: string): Promise<Store> {
  const level = new Level<string, unknown>(folder, { valueEncoding: 'json' });
  await level.open();
  return {
    get: async <T>(key: string) => (await level.get(key)) as T | undefined,
    batch: (operations) => level.batch(operations, { sync: true }),
    entries: <T>(prefix: string) =>
      level.iterator({ gte: prefix, lt: `${prefix}\uffff` }) as unknown as AsyncIterable<[string, T]>,
    close: () => level.close(),
  };
}
