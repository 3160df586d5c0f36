/** Entry of a worker thread that is one execution environment: loads the function, then runs one request at a time. */
import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { shiftDate } from './cloud-date.ts';
import { LoadError, loadHandler } from './load-handler.ts';
import type { Handler } from './load-handler.ts';
import type { FromRuntime, FunctionFailure, Invoke, LogLevel, RuntimeOptions } from './messages.ts';

if (!parentPort) throw new Error('The Lambda runtime runs in a worker thread.');
void start(parentPort, workerData as RuntimeOptions);

async function start(port: MessagePort, { taskRoot, handler: name }: RuntimeOptions): Promise<void> {
  const say = (message: FromRuntime) => port.postMessage(message);
  let clockOffsetMs = 0;
  captureOutput((level, message) => say({ kind: 'log', level, message }));
  shiftDate(() => clockOffsetMs);
  try {
    const handler = await loadHandler(taskRoot, name);
    port.on('message', (invoke: Invoke) => {
      clockOffsetMs = invoke.clockOffsetMs;
      void answer(handler, invoke).then(say);
    });
    say({ kind: 'ready' });
  } catch (error) {
    say({ kind: 'failure', failure: failureOf(error) });
  }
}

async function answer(handler: Handler, invoke: Invoke): Promise<FromRuntime> {
  try {
    const result = await run(handler, JSON.parse(invoke.event), contextOf(invoke));
    return { kind: 'result', payload: stringify(result) };
  } catch (error) {
    return { kind: 'failure', failure: failureOf(error) };
  }
}

/** A handler answers through a promise, or through its third parameter; what it returns otherwise is ignored. */
function run(handler: Handler, event: unknown, context: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, result) => {
      if (error !== undefined && error !== null) reject(asError(error));
      else resolve(result);
    });
    if (isPromise(returned)) returned.then(resolve, reject);
    else if (handler.length < 3) resolve(null);
  });
}

function contextOf({ requestId, timeoutMs, context }: Invoke) {
  const started = performance.now();
  return {
    ...context,
    awsRequestId: requestId,
    functionVersion: '$LATEST',
    callbackWaitsForEmptyEventLoop: true, // an answer is final here; nothing waits for the event loop
    getRemainingTimeInMillis: () => Math.max(0, Math.round(timeoutMs - (performance.now() - started))),
  };
}

function stringify(result: unknown): string {
  try {
    return JSON.stringify([result]).slice(1, -1); // in a list, what JSON does not know becomes null
  } catch {
    throw new LoadError('Runtime.MarshalError', 'Unable to stringify response body');
  }
}

function failureOf(error: unknown): FunctionFailure {
  if (error instanceof LoadError) return error.failure;
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function captureOutput(log: (level: LogLevel, message: string) => void): void {
  const levels = { debug: 'info', info: 'info', log: 'info', trace: 'info', warn: 'warn', error: 'error' } as const;
  for (const method of ['debug', 'info', 'log', 'trace', 'warn', 'error'] as const) {
    console[method] = (...values: unknown[]) => log(levels[method], format(...values));
  }
  const writer = (level: LogLevel) => (chunk: string | Uint8Array) => {
    log(level, (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()).trimEnd());
    return true;
  };
  process.stdout.write = writer('info');
  process.stderr.write = writer('warn');
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
