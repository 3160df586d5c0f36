import { availableParallelism } from 'node:os';
import { DetectorThread, threadSource } from './detector-thread.ts';
import type { DetectedObject } from './fuse.ts';

/** Threads that the runtime uses inside one operation: the second nearly halves an answer's time, more add little. */
const INTRA_OP_THREADS = 2;
const MOST_THREADS = 4;

export interface DetectorOptions {
  /** How many photos may be looked at at the same time; each warm thread takes some 300 MB. */
  threads?: number;
  /** Hears of every failure that is not a photo's fault. */
  onFailure: (failure: string) => void;
}

/** Looks at photos in worker threads, away from the main thread. */
export class Detector {
  #threads: DetectorThread[];
  readonly #start: () => DetectorThread;

  /** Begins to load the networks; photos that come before they are loaded wait. */
  static async start({ threads = defaultThreads(), onFailure }: DetectorOptions): Promise<Detector> {
    const source = await threadSource();
    return new Detector(threads, () => new DetectorThread(source, { intraOpThreads: INTRA_OP_THREADS }, onFailure));
  }

  /** @param start gives a new thread; one that died is replaced when the next photo comes */
  constructor(threads: number, start: () => DetectorThread) {
    this.#start = start;
    this.#threads = Array.from({ length: threads }, start);
  }

  /** Resolves when every thread has loaded the networks. */
  async ready(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.ready));
  }

  /**
   * Finds the objects of an encoded photo, most certain first.
   * @throws AwsError when the photo is refused (see decodePhoto), or InternalServerError when the detector failed
   */
  async detect(photo: Uint8Array): Promise<DetectedObject[]> {
    this.#threads = this.#threads.map((thread) => (thread.alive ? thread : this.#start()));
    return this.#threads.reduce((least, thread) => (thread.load < least.load ? thread : least)).detect(photo);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }
}

function defaultThreads(): number {
  return Math.min(MOST_THREADS, Math.max(1, Math.floor(availableParallelism() / INTRA_OP_THREADS)));
}
