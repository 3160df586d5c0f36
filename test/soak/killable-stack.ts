import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { started, type Instruction, type Started, type StartOrder } from './process-messages.ts';

const script = path.join(import.meta.dirname, 'stack.process.ts');
const anyPorts = { web: 0, graphql: 0, aws: 0, signIn: 0 };

/** The stack in a process of its own, at the same addresses and on the same data however often it is killed. */
export class KillableStack {
  readonly #order: Omit<StartOrder, 'aheadMs'>;
  #child: ChildProcess;
  #started: Started;
  #aheadMs = 0;

  private constructor(order: Omit<StartOrder, 'aheadMs'>, child: ChildProcess, info: Started) {
    this.#order = { ...order, ports: info.ports };
    this.#child = child;
    this.#started = info;
  }

  static async start(order: Omit<StartOrder, 'aheadMs' | 'ports'>): Promise<KillableStack> {
    const first = { ...order, ports: anyPorts };
    return new KillableStack(first, ...(await run({ ...first, aheadMs: 0 })));
  }

  output(name: string): string {
    const value = this.#started.outputs[name];
    if (value === undefined) throw new Error(`The stack has no output ${name}.`);
    return value;
  }

  /** Settings of an AWS SDK client that may do everything, and that signs by the stack's time as it is now. */
  get operator() {
    const { outputs, credentials } = this.#started;
    return {
      region: outputs['Region'] ?? '',
      endpoint: outputs['AwsEndpointUrl'] ?? '',
      credentials,
      systemClockOffset: this.#aheadMs,
    };
  }

  /** Ends the process in whatever it is doing, and starts it again. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
    [this.#child, this.#started] = await run({ ...this.#order, aheadMs: this.#aheadMs });
  }

  /** Lets time pass on the stack's clock: what is under way is finished first, so that nothing looks late by it. */
  async pass(ms: number): Promise<void> {
    if (!this.#child.connected || this.#child.signalCode !== null) return;
    this.#aheadMs += ms;
    const listening = new AbortController();
    const { signal } = listening;
    // A process that is killed meanwhile says nothing any more.
    const over = Promise.race([once(this.#child, 'message', { signal }), once(this.#child, 'exit', { signal })]);
    this.#tell({ passMs: ms });
    await over.finally(() => listening.abort());
  }

  /** From now on no call fails on purpose. */
  endFaults(): void {
    this.#tell({ faultless: true });
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  #tell(instruction: Instruction): void {
    if (this.#child.connected) this.#child.send(instruction);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    await gone;
  }
}

async function run(order: StartOrder): Promise<[ChildProcess, Started]> {
  const child = fork(script, [JSON.stringify(order)], { execArgv: ['--max-semi-space-size=32', '--import', 'tsx'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The stack ended before it had started: ${String(code)}.`);
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as unknown[];
  return [child, started.parse(message)];
}
