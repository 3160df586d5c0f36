import { randomUUID } from 'node:crypto';
import type { Operation } from '../store.ts';
import { arrivals } from './arrivals.ts';
import type { Cloud } from './service.ts';

/** What became of an attempt: undefined when the task is done, else when to try again, or what to do in giving up. */
export type Outcome<Task> = { again: Task; inMs: number } | { giveUp: () => Promise<void> } | undefined;

/** A task as it is stored. Times are milliseconds since the epoch. */
interface Stored<Task> {
  task: Task;
  nextAt: number;
}

interface Options<Task> {
  /** Of the keys in the store. */
  prefix: string;
  /** Does the task once. A rejection leaves it for the next start. */
  attempt: (task: Task) => Promise<Outcome<Task>>;
}

/**
 * Tasks that are done at least once: each is on disk before it counts as accepted, and until an attempt has succeeded
 * or the task was given up. `Cloud.delivery` makes tasks come late, out of order and twice.
 */
export class AtLeastOnce<Task> {
  readonly #cloud: Cloud;
  readonly #options: Options<Task>;
  readonly #arrivals: () => number[];
  readonly #timers = new Map<string, () => void>();
  #stopped = false;

  constructor(cloud: Cloud, options: Options<Task>) {
    this.#cloud = cloud;
    this.#options = options;
    this.#arrivals = arrivals(cloud.delivery);
  }

  /** Goes on with what an earlier process had accepted and not done. */
  async resume(): Promise<void> {
    const stored = this.#cloud.store.entries<Stored<Task>>(this.#options.prefix);
    for await (const [key, each] of stored) this.#schedule(key, each);
  }

  /** From now on nothing changes: what is under way goes on with the next start. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
  }

  /** The store operations that accept a task; `commit` sets it going. */
  prepare(task: Task): { operations: Operation[]; commit: () => void } {
    const now = this.#cloud.clock.now();
    const copies = this.#arrivals().map((delay) => ({ key: this.#newKey(), stored: { task, nextAt: now + delay } }));
    return {
      operations: copies.map(({ key, stored }) => ({ type: 'put', key, value: stored })),
      commit: () => copies.forEach(({ key, stored }) => this.#schedule(key, stored)),
    };
  }

  async accept(task: Task): Promise<void> {
    const { operations, commit } = this.prepare(task);
    await this.#cloud.store.batch(operations);
    commit();
  }

  #newKey(): string {
    return this.#options.prefix + randomUUID();
  }

  #schedule(key: string, { task, nextAt }: Stored<Task>): void {
    if (this.#stopped) return;
    const attempt = () => {
      this.#timers.delete(key);
      this.#cloud.clock
        .during(this.#attempt(key, task))
        .catch((error: unknown) =>
          this.#cloud.log({ service: key.split('/')[0] ?? '', level: 'error', message: `${key}: ${String(error)}` }),
        );
    };
    const wait = nextAt - this.#cloud.clock.now();
    if (wait <= 0) attempt();
    else this.#timers.set(key, this.#cloud.clock.after(wait, attempt));
  }

  async #attempt(key: string, task: Task): Promise<void> {
    const outcome = await this.#options.attempt(task);
    if (this.#stopped) return;
    if (outcome && 'again' in outcome) {
      const later = { task: outcome.again, nextAt: this.#cloud.clock.now() + outcome.inMs };
      await this.#cloud.store.batch([{ type: 'put', key, value: later }]);
      this.#schedule(key, later);
      return;
    }
    await outcome?.giveUp();
    await this.#cloud.store.batch([{ type: 'del', key }]);
  }
}

/** Doubles with each failure, from a second up to `longestMs`, and varies by a quarter. */
export function backOff(failures: number, longestMs: number): number {
  return Math.min(2 ** failures * 1000, longestMs) * (0.75 + Math.random() / 2);
}
