/** What a worker thread is started with. */
export interface RuntimeOptions {
  /** The folder with the function's code. */
  taskRoot: string;
  /** For example `index.handler`. */
  handler: string;
}

/** One request, as it is sent to the thread. */
export interface Invoke {
  requestId: string;
  /** JSON text. */
  event: string;
  /** Milliseconds until the thread is stopped. */
  timeoutMs: number;
  /** How far the local cloud's clock is ahead of the machine's, in milliseconds. */
  clockOffsetMs: number;
  context: {
    functionName: string;
    invokedFunctionArn: string;
    memoryLimitInMB: string;
    logGroupName: string;
    logStreamName: string;
  };
}

/** A failure as Lambda reports it to callers. */
export interface FunctionFailure {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

export type LogLevel = 'info' | 'warn' | 'error';

/** What the thread says. */
export type FromRuntime =
  | { kind: 'ready' }
  | { kind: 'log'; level: LogLevel; message: string }
  /** The handler's result as JSON text. */
  | { kind: 'result'; payload: string }
  /** The handler failed, or the code could not be loaded (then `ready` never comes). */
  | { kind: 'failure'; failure: FunctionFailure };
