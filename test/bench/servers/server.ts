import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { memory, profiled, started, type Question, type Started } from './messages.ts';

/** A server in a process of its own. */
export class Server {
  readonly address: Started;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, address: Started) {
    this.#child = child;
    this.address = address;
  }

  /** Starts a script (from the folder of benchmarks) with its arguments; rejects when it ends before it is ready. */
  static async start(script: string, ...order: string[]): Promise<Server> {
    const execArgv = ['--import', 'tsx', '--expose-gc'];
    const file = path.join(import.meta.dirname, '..', script);
    const child = fork(file, order, { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const ended = once(child, 'exit').then(() => {
      throw new Error(`${script} has ended before it was ready.`);
    });
    const message = await Promise.race([nextMessage(child), ended]);
    ended.catch(() => {});
    return new Server(child, started.parse(message));
  }

  async residentBytes(): Promise<number> {
    return memory.parse(await this.#ask('memory')).residentBytes;
  }

  /** What the process spends its time with during `work`, in milliseconds a part, most first. */
  async profile(work: () => Promise<unknown>): Promise<[part: string, ms: number][]> {
    await this.#ask('profile');
    await work();
    const { partsMs } = profiled.parse(await this.#ask('profiled'));
    return Object.entries(partsMs).sort(([, one], [, other]) => other - one);
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  async #ask(question: Question): Promise<unknown> {
    const answered = nextMessage(this.#child);
    this.#child.send(question);
    return answered;
  }
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('message', resolve));
}
