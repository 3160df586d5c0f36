import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Operation, Store } from '../../store.ts';
import type { Checksum } from './checksums.ts';

/** What is known of an object beside its bytes. */
export interface ObjectRecord {
  /** Name of the file that holds the bytes; every version of an object has a file of its own. */
  file: string;
  size: number;
  /** With its quotes. */
  etag: string;
  /** Milliseconds since the epoch, whole seconds. */
  lastModified: number;
  /** Content headers and user metadata, as they are given back. */
  headers: Record<string, string>;
  checksum?: Checksum;
}

/** What has to become true together with a change of an object, and what to do once it has. */
export interface Consequence {
  operations: Operation[];
  commit: () => void;
}

/** Throws when the change must not happen to what is there. */
export type Precondition = (existing: ObjectRecord | undefined) => void;

/**
 * Objects on disk. Bytes are flushed to a new file before the metadata names it, and the metadata is written in one
 * batch with the change's consequences: an object is there whole, with its event, or not at all.
 */
export class ObjectStore {
  readonly #folder: string;
  readonly #store: Store;
  /** The last change or read under way, by object. */
  readonly #tails = new Map<string, Promise<unknown>>();

  constructor(folder: string, store: Store) {
    this.#folder = folder;
    this.#store = store;
  }

  /** Makes the folder, and removes files that no object names: a process ended between file and metadata. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const unused = new Set(await readdir(this.#folder));
    for await (const [, { file }] of this.#store.entries<ObjectRecord>('s3/')) unused.delete(file);
    await Promise.all([...unused].map((file) => this.#remove(file)));
  }

  head(bucket: string, key: string): Promise<ObjectRecord | undefined> {
    return this.#store.get<ObjectRecord>(keyOf(bucket, key));
  }

  get(bucket: string, key: string): Promise<{ record: ObjectRecord; body: Buffer } | undefined> {
    return this.#alone(keyOf(bucket, key), async () => {
      const record = await this.head(bucket, key);
      return record && { record, body: await readFile(join(this.#folder, record.file)) };
    });
  }

  put(
    bucket: string,
    key: string,
    body: Buffer,
    described: Omit<ObjectRecord, 'file' | 'size'>,
    { precondition, consequence }: { precondition: Precondition; consequence: (record: ObjectRecord) => Consequence },
  ): Promise<void> {
    const name = keyOf(bucket, key);
    return this.#alone(name, async () => {
      const existing = await this.head(bucket, key);
      precondition(existing);
      const record: ObjectRecord = { ...described, file: await this.#write(body), size: body.length };
      const { operations, commit } = consequence(record);
      await this.#store.batch([{ type: 'put', key: name, value: record }, ...operations]);
      commit();
      if (existing) await this.#remove(existing.file);
    });
  }

  /** Without an object there is nothing to do, and nothing follows from it. */
  delete(bucket: string, key: string, consequence: () => Consequence): Promise<void> {
    const name = keyOf(bucket, key);
    return this.#alone(name, async () => {
      const existing = await this.head(bucket, key);
      if (!existing) return;
      const { operations, commit } = consequence();
      await this.#store.batch([{ type: 'del', key: name }, ...operations]);
      commit();
      await this.#remove(existing.file);
    });
  }

  /** Objects in key order. */
  async *list(bucket: string, prefix: string): AsyncIterable<{ key: string; record: ObjectRecord }> {
    const start = keyOf(bucket, '').length;
    for await (const [name, record] of this.#store.entries<ObjectRecord>(keyOf(bucket, prefix))) {
      yield { key: name.slice(start), record };
    }
  }

  async #write(body: Buffer): Promise<string> {
    const name = randomUUID();
    const file = await open(join(this.#folder, name), 'wx');
    try {
      await file.writeFile(body);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#syncFolder();
    return name;
  }

  /** Makes a new file's name durable. Windows has no such call, and needs none. */
  async #syncFolder(): Promise<void> {
    if (process.platform === 'win32') return;
    const folder = await open(this.#folder);
    await folder.sync().finally(() => folder.close());
  }

  #remove(file: string): Promise<void> {
    return rm(join(this.#folder, file), { force: true });
  }

  /** Runs `work` when everything asked for before on the same object is done. */
  #alone<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(name) ?? Promise.resolve();
    const result = before.then(work);
    const tail: Promise<void> = result.then(
      () => this.#done(name, tail),
      () => this.#done(name, tail),
    );
    this.#tails.set(name, tail);
    return result;
  }

  #done(name: string, tail: Promise<unknown>): void {
    if (this.#tails.get(name) === tail) this.#tails.delete(name);
  }
}

const keyOf = (bucket: string, key: string) => `s3/${bucket}/${key}`;
