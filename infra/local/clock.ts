/**
 * The one clock of the local cloud. Everything that waits, expires or stamps a time asks it,
 * so that a test can move time on instead of sleeping.
 */
export interface Clock {
  /** Whole milliseconds since the epoch. */
  now(): number;
  /** Runs `callback` once `ms` milliseconds of this clock have passed; returns a function that cancels it. */
  after(ms: number, callback: () => void): () => void;
  /** Tells whoever moves time on by hand that this work is under way. */
  during<T>(work: Promise<T>): Promise<T>;
}

/** The machine's own clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  during: (work) => work,
};

/** A clock that runs with the machine's, and that a test can push forward: due timers then fire at once. */
export class SteerableClock implements Clock {
  #offset = 0;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #pending = new Map<symbol, { due: number; callback: () => void; timer: NodeJS.Timeout }>();

  now(): number {
    return Date.now() + this.#offset;
  }

  after(ms: number, callback: () => void): () => void {
    const id = Symbol('timer');
    const fire = () => {
      this.#pending.delete(id);
      callback();
    };
    const timer = setTimeout(fire, ms);
    timer.unref();
    this.#pending.set(id, { due: this.now() + Math.ceil(ms), callback: fire, timer });
    return () => {
      clearTimeout(timer);
      this.#pending.delete(id);
    };
  }

  during<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    return work.finally(() => this.#underWay.delete(work));
  }

  /**
   * Lets `ms` milliseconds go by as they would if everything took no time: what is under way is finished before time
   * moves on, and so is what falls due on the way. Nothing runs out of time, however slow the machine is.
   */
  async pass(ms: number): Promise<void> {
    const end = this.now() + ms;
    await this.#rest();
    for (let next = this.#earliest(end); next; next = this.#earliest(end)) {
      this.advance(Math.max(0, next.due - this.now()));
      await this.#rest();
    }
    this.advance(Math.max(0, end - this.now()));
  }

  async #rest(): Promise<void> {
    do {
      await Promise.allSettled(this.#underWay);
      // What has ended may have begun something else.
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#underWay.size > 0);
  }

  /** Moves time on by `ms` milliseconds; what falls due on the way happens at its own time, earliest first. */
  advance(ms: number): void {
    const end = this.now() + Math.ceil(ms);
    for (let next = this.#earliest(end); next; next = this.#earliest(end)) {
      this.#moveTo(next.due);
      clearTimeout(next.timer);
      next.callback();
    }
    this.#moveTo(end);
    // What is not due yet gets a fresh timer, sooner than the one it had.
    for (const [id, entry] of this.#pending) {
      clearTimeout(entry.timer);
      this.#pending.set(id, { ...entry, timer: setTimeout(entry.callback, entry.due - this.now()).unref() });
    }
  }

  #earliest(until: number) {
    const due = [...this.#pending.values()].filter((entry) => entry.due <= until);
    return due.sort((a, b) => a.due - b.due)[0];
  }

  /** Time never goes back: what the machine's own clock has passed meanwhile stays passed. */
  #moveTo(time: number): void {
    this.#offset += Math.max(0, time - this.now());
  }
}
