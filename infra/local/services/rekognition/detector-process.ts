import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { AwsError } from '../service.ts';
import { rekognitionError } from './errors.ts';
import type { DetectedObject } from './fuse.ts';
import { answer, type Answer, type Job, type StartOrder } from './process-messages.ts';

export interface ProcessOptions extends StartOrder {
  /** The child's script, CommonJS. */
  source: string;
  /** Hears of every failure that is not the photo's fault. */
  onFailure: (failure: string) => void;
}

interface Pending {
  resolve(objects: DetectedObject[]): void;
  reject(error: Error): void;
}

/** Characters of its error output that are worth telling when it dies. */
const MOST_COMPLAINTS = 4000;

/**
 * A child process with the networks loaded. It lives until it is stopped or dies, and never comes back. It is a process
 * and not a thread because the runtime aborts the whole process when a thread is ended in the middle of its work.
 */
export class DetectorProcess {
  /** Resolves when the networks are loaded; rejects when the process died first. */
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #onFailure: ProcessOptions['onFailure'];
  #nextId = 0;
  #stopping = false;

  constructor({ source, onFailure, ...order }: ProcessOptions) {
    this.#onFailure = onFailure;
    this.#child = spawn(process.execPath, ['-', JSON.stringify(order satisfies StartOrder)], {
      stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.#child.on('error', ({ message }) => onFailure(message));
    // It may be dead before it has read everything; then its exit tells.
    this.#child.stdin?.on('error', () => undefined).end(source);
    this.ready = this.#listen();
    this.ready.catch(() => undefined);
  }

  get alive(): boolean {
    return this.#child.connected;
  }

  /** Photos that it has taken and not yet answered. */
  get load(): number {
    return this.#pending.size;
  }

  /** @throws AwsError when the photo is refused, or InternalServerError when the detector failed */
  detect(photo: Uint8Array): Promise<DetectedObject[]> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      this.#child.send({ id, photo } satisfies Job, (error) => {
        if (error) this.#settle({ id, failure: error.message });
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  #listen(): Promise<void> {
    let complaints = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaints = (complaints + text).slice(-MOST_COMPLAINTS);
    });
    return new Promise((resolve, reject) => {
      this.#child.on('message', (message) => {
        const said = answer.parse(message);
        if ('ready' in said) resolve();
        else this.#settle(said);
      });
      this.#child.on('close', (code, signal) => {
        if (!this.#stopping) this.#onFailure(complaints || `The process ended: ${String(signal ?? code)}.`);
        for (const id of this.#pending.keys()) this.#settle({ id, refusal: internalServerError });
        reject(rekognitionError('InternalServerError'));
      });
    });
  }

  #settle(said: Exclude<Answer, { ready: true }>): void {
    const asked = this.#pending.get(said.id);
    this.#pending.delete(said.id);
    if ('objects' in said) return asked?.resolve(said.objects);
    if ('failure' in said) this.#onFailure(said.failure);
    const { code, message, status } = 'refusal' in said ? said.refusal : internalServerError;
    asked?.reject(new AwsError(code, message, status));
  }
}

const internalServerError = rekognitionError('InternalServerError');

/**
 * The child's code as one script. Bundling takes some 30 ms and starts a child in a third of the time that a TypeScript
 * loader inside it needs; it works alike under tsx, vitest and every Node version.
 */
export function childSource(): string {
  const here = JSON.stringify(import.meta.url);
  const result = buildSync({
    entryPoints: [fileURLToPath(new URL('./detector.child.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    target: 'node20',
    // A script from the standard input has no place of its own: it finds its packages from here.
    define: { 'import.meta.url': here },
    banner: { js: `var require = require('node:module').createRequire(${here});` },
    write: false,
    logLevel: 'silent',
  });
  return result.outputFiles[0]?.text ?? '';
}
