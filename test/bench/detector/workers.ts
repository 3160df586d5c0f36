import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { answer, type Answer, type Job, type Setting } from './messages.ts';

/** What a run over some photos took. */
export interface Turn {
  wallMs: number;
  cpuMs: number;
  latenciesMs: number[];
  residentMb: number;
  /** What was found in each photo. */
  found: string[][];
}

type Found = Extract<Answer, { id: number }>;

/** Some processes that detect alike. */
export class Workers {
  readonly #children: ChildProcess[];
  readonly #waiting = new Map<number, { resolve: (found: Found) => void; reject: (error: Error) => void }>();
  readonly #usage = new Map<ChildProcess, Found['usage']>();
  #next = 0;

  private constructor(children: ChildProcess[]) {
    this.#children = children;
    for (const child of children) {
      child.on('message', (message) => this.#hear(child, answer.parse(message)));
      child.on('exit', () => this.#fail('A detector has ended.'));
    }
  }

  static async start(count: number, setting: Setting): Promise<Workers> {
    const script = path.join(import.meta.dirname, 'detector.process.ts');
    const children = Array.from({ length: count }, () =>
      fork(script, [JSON.stringify(setting)], { execArgv: ['--import', 'tsx'], serialization: 'advanced' }),
    );
    const workers = new Workers(children);
    await Promise.all(children.map(ready));
    return workers;
  }

  /** Has photos looked at, so many at once. */
  async take(photos: readonly Buffer[], atOnce: number): Promise<Turn> {
    const before = this.#sum('cpuMs');
    const latenciesMs: number[] = [];
    const found: string[][] = [];
    const left = photos.map((photo, nth) => ({ photo, nth }));
    const work = async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        const asked = performance.now();
        found[next.nth] = (await this.#detect(next.photo)).found;
        latenciesMs[next.nth] = performance.now() - asked;
      }
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: atOnce }, work));
    const wallMs = performance.now() - began;
    return { wallMs, cpuMs: this.#sum('cpuMs') - before, latenciesMs, residentMb: this.#sum('residentMb'), found };
  }

  async stop(): Promise<void> {
    this.#waiting.clear();
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }),
    );
  }

  #detect(photo: Buffer): Promise<Found> {
    const id = this.#next++;
    const child = this.#children[id % this.#children.length];
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      child?.send({ id, photo: new Uint8Array(photo) } satisfies Job);
    });
  }

  #hear(child: ChildProcess, said: Answer): void {
    if ('failure' in said) this.#fail(said.failure);
    if (!('id' in said)) return;
    this.#usage.set(child, said.usage);
    this.#waiting.get(said.id)?.resolve(said);
    this.#waiting.delete(said.id);
  }

  #fail(why: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
  }

  #sum(what: 'cpuMs' | 'residentMb'): number {
    return [...this.#usage.values()].reduce((sum, usage) => sum + usage[what], 0);
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', () => reject(new Error('A detector did not start.')));
  });
}
