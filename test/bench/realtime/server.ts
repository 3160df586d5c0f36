import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { memory, started, type Started } from './messages.ts';

/** A server in a process of its own. */
export class Server {
  readonly address: Started;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, address: Started) {
    this.#child = child;
    this.address = address;
  }

  static async start(script: string, ...order: string[]): Promise<Server> {
    const execArgv = ['--import', 'tsx', '--expose-gc'];
    const child = fork(path.join(import.meta.dirname, script), order, { execArgv });
    const ended = once(child, 'exit').then(() => {
      throw new Error(`${script} has ended before it was ready.`);
    });
    const [message] = await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => {});
    return new Server(child, started.parse(message));
  }

  async residentBytes(): Promise<number> {
    this.#child.send('memory');
    const [message] = await once(this.#child, 'message');
    return memory.parse(message).residentBytes;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
