import { randomUUID } from 'node:crypto';
import { AwsError } from '../service.ts';
import type { Cloud, InvocationResult } from '../service.ts';
import { environmentOf, logGroupName, logStreamName } from './environment.ts';
import type { FunctionSettings } from './function-settings.ts';
import { Instance } from './instance.ts';
import type { Outcome } from './instance.ts';
import { Pool } from './pool.ts';
import type { FunctionFailure, LogLevel } from './runtime/messages.ts';

/** Lambda's limit for a synchronous request and for its answer, in bytes. */
const maxPayloadBytes = 6 * 1024 * 1024;

/** How much of the end of what a request printed is given back, in characters. */
const logTail = 4096;

/** One function of the stack, with its instances. */
export class LambdaFunction {
  readonly settings: FunctionSettings;
  readonly pool: Pool;
  readonly #cloud: Cloud;
  /** What requests that run now have printed, by request id. */
  readonly #printed = new Map<string, string>();
  readonly #running = new Set<Promise<unknown>>();

  /** `taskRoot` has the code; `source` is the script of the threads. */
  constructor(settings: FunctionSettings, cloud: Cloud, { taskRoot, source }: { taskRoot: string; source: string }) {
    this.settings = settings;
    this.#cloud = cloud;
    const { name, handler, memoryMb, timeoutMs } = settings;
    const env = environmentOf(settings, taskRoot, cloud);
    const log = (level: LogLevel, message: string, requestId: string | undefined) =>
      this.#log(level, message, requestId);
    this.pool = new Pool({
      reserved: settings.reservedConcurrency,
      clock: cloud.clock,
      start: () => new Instance({ source, name, env, taskRoot, handler, memoryMb, timeoutMs, log }),
    });
  }

  /** Runs the function with an event and waits. Throws AwsError for what Lambda refuses to run. */
  async invoke(event: unknown, requestId: string = randomUUID()): Promise<InvocationResult> {
    const text = JSON.stringify(event ?? {});
    if (Buffer.byteLength(text) > maxPayloadBytes) {
      const message = `Request must be smaller than ${String(maxPayloadBytes)} bytes for the InvokeFunction operation`;
      throw new AwsError('RequestEntityTooLargeException', message, 413);
    }
    const running = this.#cloud.clock.during(this.pool.use((instance) => this.#run(instance, requestId, text)));
    this.#running.add(running);
    try {
      return this.#result(requestId, await running);
    } finally {
      this.#running.delete(running);
      this.#printed.delete(requestId);
    }
  }

  /** Waits for running requests, but not longer than `graceMs`, then ends all instances. */
  async stop(graceMs: number): Promise<void> {
    const grace = new Promise((resolve) => setTimeout(resolve, graceMs).unref());
    await Promise.race([Promise.allSettled([...this.#running]), grace]);
    await this.pool.stop();
  }

  async #run(instance: Instance, requestId: string, event: string): Promise<Outcome> {
    const { name, arn, memoryMb } = this.settings;
    this.#printed.set(requestId, '');
    const outcome = await instance.invoke({
      requestId,
      event,
      clockOffsetMs: this.#cloud.clock.now() - Date.now(),
      context: {
        functionName: name,
        invokedFunctionArn: arn,
        memoryLimitInMB: String(memoryMb),
        logGroupName: logGroupName(this.settings),
        logStreamName,
      },
    });
    this.#cloud.usage?.({ kind: 'run', function: name, memoryMb, ms: outcome.ranMs });
    return outcome;
  }

  #result(requestId: string, outcome: Outcome): InvocationResult {
    const failure = 'failure' in outcome ? outcome.failure : tooLarge(outcome.payload);
    if (failure) this.#log('error', JSON.stringify(failure), requestId);
    const logs = (this.#printed.get(requestId) ?? '').slice(-logTail);
    if (failure) return { payload: failure, functionError: 'Unhandled', logs };
    return { payload: 'payload' in outcome ? JSON.parse(outcome.payload) : null, logs };
  }

  #log(level: LogLevel, message: string, requestId: string | undefined): void {
    const printed = requestId === undefined ? undefined : this.#printed.get(requestId);
    if (requestId !== undefined && printed !== undefined) this.#printed.set(requestId, `${printed}${message}\n`);
    this.#cloud.usage?.({ kind: 'log', bytes: Buffer.byteLength(message) });
    this.#cloud.log({
      service: 'lambda',
      function: this.settings.name,
      level,
      message,
      ...(requestId && { requestId }),
    });
  }
}

function tooLarge(payload: string): FunctionFailure | undefined {
  if (Buffer.byteLength(payload) <= maxPayloadBytes) return undefined;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${String(maxPayloadBytes)} bytes).`;
  return { errorType: 'Function.ResponseSizeTooLarge', errorMessage };
}
