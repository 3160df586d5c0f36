import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { AwsError } from '../service.ts';
import { rekognitionError } from './errors.ts';
import type { DetectedObject } from './fuse.ts';
import type { Answer, Job, ThreadOptions } from './thread-messages.ts';

interface Pending {
  resolve(objects: DetectedObject[]): void;
  reject(error: Error): void;
}

/** A worker thread with the networks loaded. It lives until it is stopped or dies, and never comes back. */
export class DetectorThread {
  /** Resolves when the networks are loaded; rejects when the thread died first. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #onFailure: (failure: string) => void;
  #nextId = 0;
  #alive = true;

  /** @param onFailure hears of every failure that is not the photo's fault */
  constructor(source: string, options: ThreadOptions, onFailure: (failure: string) => void) {
    this.#onFailure = onFailure;
    this.#worker = new Worker(source, { eval: true, workerData: options, name: 'detector' });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (answer: Answer) => {
        if ('ready' in answer) resolve();
        else this.#settle(answer);
      });
      this.#worker.on('error', (error) => {
        onFailure(error.stack ?? error.message);
      });
      this.#worker.on('exit', () => {
        reject(rekognitionError('InternalServerError'));
        this.#die();
      });
    });
    this.ready.catch(() => undefined);
  }

  get alive(): boolean {
    return this.#alive;
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
      this.#worker.postMessage({ id, photo } satisfies Job);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(answer: Exclude<Answer, { ready: true }>): void {
    const job = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if ('objects' in answer) return job?.resolve(answer.objects);
    if ('refusal' in answer) {
      const { code, message, status } = answer.refusal;
      return job?.reject(new AwsError(code, message, status));
    }
    this.#onFailure(answer.failure);
    job?.reject(rekognitionError('InternalServerError'));
  }

  #die(): void {
    this.#alive = false;
    for (const job of this.#pending.values()) job.reject(rekognitionError('InternalServerError'));
    this.#pending.clear();
  }
}

let bundled: Promise<string> | undefined;

/**
 * The thread's code as one script. Bundling takes 30 ms and starts a thread in a third of the time that a TypeScript
 * loader inside the thread needs; it works alike under tsx, vitest and every Node version.
 */
export function threadSource(): Promise<string> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<string> {
  const here = JSON.stringify(import.meta.url);
  const result = await build({
    entryPoints: [fileURLToPath(new URL('./detector.worker.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    target: 'node20',
    // A script from a string has no place of its own: it finds its packages from here.
    define: { 'import.meta.url': here },
    banner: { js: `var require = require('node:module').createRequire(${here});` },
    write: false,
    logLevel: 'silent',
  });
  return result.outputFiles[0]?.text ?? '';
}
