import { availableParallelism } from 'node:os';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../service.ts';
import type { Instance } from './instance.ts';

export interface PoolOptions {
  /** How many requests run at once; undefined for what the machine shares. */
  reserved: number | undefined;
  start(): Instance;
  clock: Clock;
}

/**
 * How many requests of one function run at once when the template reserves nothing: the rest waits. One more than there
 * are cores keeps them busy; each further instance would load and warm up in the time of the others.
 */
const sharedLimit = Math.min(8, availableParallelism() + 1);

/** An idle instance is given back after this long, on the clock; the last one stays warm. */
const idleMs = 60_000;

interface Idle {
  instance: Instance;
  keep: () => void;
}

interface Waiting {
  resolve: (instance: Instance) => void;
  reject: (error: Error) => void;
}

/** The instances of one function: idle ones are reused, newest first, and more are started up to the limit. */
export class Pool {
  readonly limit: number;
  readonly #options: PoolOptions;
  readonly #busy = new Set<Instance>();
  readonly #idle: Idle[] = [];
  readonly #waiting: Waiting[] = [];
  #stopped = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.limit = options.reserved ?? sharedLimit;
  }

  /** Runs `work` on an instance of its own. With reserved concurrency, one too many throws TooManyRequestsException. */
  async use<T>(work: (instance: Instance) => Promise<T>): Promise<T> {
    const instance = await this.#take();
    try {
      return await work(instance);
    } finally {
      this.#release(instance);
    }
  }

  /** Starts one instance ahead of the first request, which may take it before it is ready. */
  async warm(): Promise<void> {
    if (this.#stopped || this.limit === 0 || this.#idle.length + this.#busy.size > 0) return;
    const instance = this.#options.start();
    this.#park(instance);
    await instance.loaded();
  }

  /** Ends all instances; what waits for one is refused. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { reject } of this.#waiting.splice(0)) reject(stopped());
    for (const { keep } of this.#idle) keep();
    const instances = [...this.#busy, ...this.#idle.map(({ instance }) => instance)];
    this.#idle.length = 0;
    await Promise.all(instances.map((instance) => instance.stop()));
  }

  async #take(): Promise<Instance> {
    if (this.#stopped) throw stopped();
    const idle = this.#unpark();
    if (idle) return this.#busyAgain(idle);
    if (this.#busy.size < this.limit) return this.#startBusy();
    if (this.#options.reserved !== undefined) throw throttled();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #startBusy(): Instance {
    const instance = this.#options.start();
    this.#busy.add(instance);
    return instance;
  }

  #busyAgain(instance: Instance): Instance {
    this.#busy.add(instance);
    return instance;
  }

  #release(instance: Instance): void {
    this.#busy.delete(instance);
    const next = this.#waiting.shift();
    if (next) next.resolve(instance.alive ? this.#busyAgain(instance) : this.#startBusy());
    else if (instance.alive && !this.#stopped) this.#park(instance);
  }

  #park(instance: Instance): void {
    this.#idle.push({ instance, keep: this.#giveBackLater(instance) });
  }

  /** The newest idle instance that has not died since. */
  #unpark(): Instance | undefined {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      idle.keep();
      if (idle.instance.alive) return idle.instance;
    }
    return undefined;
  }

  #giveBackLater(instance: Instance): () => void {
    return this.#options.clock.after(idleMs, () => {
      const index = this.#idle.findIndex((idle) => idle.instance === instance);
      if (index < 0 || this.#idle.length === 1) return;
      this.#idle.splice(index, 1);
      void instance.stop();
    });
  }
}

function stopped(): AwsError {
  return new AwsError('ServiceException', 'The local cloud has stopped.', 500);
}

function throttled(): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
  });
}
