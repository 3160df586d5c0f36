import { Worker } from 'node:worker_threads';
import type { FromRuntime, FunctionFailure, Invoke, LogLevel, RuntimeOptions } from './runtime/messages.ts';

export interface InstanceOptions extends RuntimeOptions {
  /** The thread's script. */
  source: string;
  name: string;
  env: Record<string, string>;
  memoryMb: number;
  timeoutMs: number;
  log(level: LogLevel, message: string, requestId: string | undefined): void;
}

type Result = { payload: string } | { failure: FunctionFailure };

/** What became of a request, and for how many milliseconds it ran: loading is not in it. */
export type Outcome = Result & { ranMs: number };

/** How long Lambda lets code load; after that, loading goes on within the first request's time. */
const initializationMs = 10_000;

/** One execution environment: a worker thread that loads the code once and then runs one request after the other. */
export class Instance {
  readonly #options: InstanceOptions;
  readonly #worker: Worker;
  /** Settles when the code is loaded: undefined, or why it could not be. */
  readonly #loaded: Promise<FunctionFailure | undefined>;
  #settleLoaded: (failure: FunctionFailure | undefined) => void = () => undefined;
  #settleRequest: ((result: Result) => void) | undefined;
  #requestId: string | undefined;
  #alive = true;

  constructor(options: InstanceOptions) {
    this.#options = options;
    const { source, name, env, memoryMb, taskRoot, handler } = options;
    this.#worker = new Worker(source, {
      eval: true,
      name,
      env,
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      workerData: { taskRoot, handler } satisfies RuntimeOptions,
    });
    this.#loaded = new Promise((resolve) => (this.#settleLoaded = resolve));
    this.#worker.unref();
    this.#worker.on('message', (message: FromRuntime) => this.#hear(message));
    this.#worker.on('error', (error) => this.#end(crash(error)));
    this.#worker.on('exit', (status) => this.#end(exitFailure(exitReason(status))));
  }

  /** A thread that timed out, crashed or could not load takes no more requests. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Runs one request; the caller waits for its end before it sends the next. Never rejects. */
  async invoke(request: Omit<Invoke, 'timeoutMs'>): Promise<Outcome> {
    const { timeoutMs } = this.#options;
    this.#requestId = request.requestId;
    const failure = await this.#withTimeout(this.#loaded, initializationMs + timeoutMs);
    if (failure) return { failure, ranMs: 0 };
    const began = performance.now();
    const running = new Promise<Result>((resolve) => (this.#settleRequest = resolve));
    this.#worker.postMessage({ ...request, timeoutMs } satisfies Invoke);
    const result = await this.#withTimeout(running, timeoutMs);
    return { ...result, ranMs: performance.now() - began };
  }

  /** Resolves when the code is loaded or could not be. */
  async loaded(): Promise<void> {
    await this.#loaded;
  }

  /** Ends the thread, and what it runs as a failure. */
  async stop(): Promise<void> {
    this.#end(exitFailure('The local cloud has stopped'));
    await this.#worker.terminate();
  }

  /** Ends the thread when time is up; that settles what it was asked. */
  async #withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
    const timer = setTimeout(() => {
      const seconds = (this.#options.timeoutMs / 1000).toFixed(2);
      this.#end({ errorType: 'Sandbox.Timedout', errorMessage: `Task timed out after ${seconds} seconds` });
    }, ms);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
    }
  }

  #hear(message: FromRuntime): void {
    switch (message.kind) {
      case 'ready':
        this.#settleLoaded(undefined);
        break;
      case 'log':
        this.#options.log(message.level, message.message, this.#requestId);
        break;
      case 'result':
        this.#settleRequest?.({ payload: message.payload });
        break;
      case 'failure':
        if (this.#settleRequest) this.#settleRequest({ failure: message.failure });
        else this.#end(message.failure); // it did not load
    }
  }

  #end(failure: FunctionFailure): void {
    if (!this.#alive) return;
    this.#alive = false;
    const requestId = this.#requestId === undefined ? '' : `RequestId: ${this.#requestId} Error: `;
    const named = failure.trace ? failure : { ...failure, errorMessage: `${requestId}${failure.errorMessage}` };
    this.#settleLoaded(named);
    this.#settleRequest?.({ failure: named });
    void this.#worker.terminate();
  }
}

function crash(error: unknown): FunctionFailure {
  if (!(error instanceof Error)) return exitFailure(String(error));
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return exitFailure('Runtime exited with error: signal: killed');
  }
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function exitReason(status: number): string {
  if (status === 0) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: exit status ${status}`;
}

function exitFailure(errorMessage: string): FunctionFailure {
  return { errorType: 'Runtime.ExitError', errorMessage };
}
