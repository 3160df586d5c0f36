import { Level } from 'level';

/** One write; a batch of them is atomic and durable. */
export type Operation = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };

/**
 * The one durable key-value store of the local cloud (LevelDB): objects' metadata, queued messages, undelivered
 * events. Keys start with the service's name and a slash. A batch is atomic and is on disk when it resolves, so two
 * services can commit one change. Batches are written in the order in which they were asked for; those that wait
 * while another is being flushed share the next flush.
 */
export interface Store {
  get<T>(key: string): Promise<T | undefined>;
  batch(operations: Operation[]): Promise<void>;
  /** Entries whose key starts with `prefix`, in key order. */
  entries<T>(prefix: string): AsyncIterable<[key: string, value: T]>;
  close(): Promise<void>;
}

/** A write as it waits: its value is already serialized, so that a later change of the object is not stored with it. */
type Pending = { type: 'put'; key: string; value: string; valueEncoding: 'utf8' } | { type: 'del'; key: string };

export async function openStore(folder: string): Promise<Store> {
  const level = new Level<string, unknown>(folder, { valueEncoding: 'json' });
  await level.open();
  const write = inGroups((operations) => level.batch<string, string>(operations, { sync: true }));
  return {
    // Handing a read to another thread and back costs more than the read.
    get: <T>(key: string) => Promise.resolve(level.getSync(key) as T | undefined),
    batch: (operations) => write(operations.map(serialize)),
    entries: <T>(prefix: string) =>
      level.iterator({ gte: prefix, lt: `${prefix}\u{10ffff}` }) as unknown as AsyncIterable<[string, T]>,
    close: async () => {
      await write([]); // what is still waiting
      await level.close();
    },
  };
}

function serialize(operation: Operation): Pending {
  if (operation.type === 'del') return operation;
  return { ...operation, value: JSON.stringify(operation.value), valueEncoding: 'utf8' };
}

function inGroups(write: (operations: Pending[]) => Promise<void>): (operations: Pending[]) => Promise<void> {
  let waiting: Pending[] = [];
  let group: Promise<void> | undefined;
  let previous: Promise<unknown> = Promise.resolve();
  const writeGroup = () => {
    const operations = waiting;
    waiting = [];
    group = undefined;
    return write(operations);
  };
  return (operations) => {
    waiting = waiting.concat(operations);
    group ??= previous.then(writeGroup);
    previous = group.catch(() => undefined);
    return group;
  };
}
