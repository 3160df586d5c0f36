import { availableParallelism } from 'node:os';
import { childSource, DetectorProcess } from './detector-process.ts';
import type { DetectedObject } from './fuse.ts';
import { networks as all, type Network } from './process-messages.ts';

/** Threads that the runtime uses inside one operation: the second nearly halves an answer's time, more add little. */
const INTRA_OP_THREADS = 2;
const MOST_PROCESSES = 4;

export interface DetectorOptions {
  /** Default: all. */
  networks?: readonly Network[];
  /** How many photos may be looked at at the same time; each warm process takes some 300 MB. */
  processes?: number;
  /** Hears of every failure that is not a photo's fault. */
  onFailure: (failure: string) => void;
}

/** Looks at photos in processes of its own, so that the main thread stays free for everything else. */
export class Detector {
  #processes: DetectorProcess[];
  readonly #start: () => DetectorProcess;

  /** Begins to load the networks; photos that come before they are loaded wait. */
  static start({ networks = all, processes = defaultProcesses(), onFailure }: DetectorOptions): Detector {
    const options = { source: childSource(), networks: [...networks], intraOpThreads: INTRA_OP_THREADS, onFailure };
    return new Detector(processes, () => new DetectorProcess(options));
  }

  /** @param start gives a new process; one that died is replaced when the next photo comes */
  constructor(processes: number, start: () => DetectorProcess) {
    this.#start = start;
    this.#processes = Array.from({ length: processes }, start);
  }

  /** Resolves when every process has loaded the networks. */
  async ready(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.ready));
  }

  /**
   * Finds the objects of an encoded photo, most certain first.
   * @throws AwsError when the photo is refused (see decodePhoto), or InternalServerError when the detector failed
   */
  async detect(photo: Uint8Array): Promise<DetectedObject[]> {
    this.#processes = this.#processes.map((process) => (process.alive ? process : this.#start()));
    return this.#processes.reduce((least, process) => (process.load < least.load ? process : least)).detect(photo);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.stop()));
  }
}

function defaultProcesses(): number {
  return Math.min(MOST_PROCESSES, Math.max(1, Math.floor(availableParallelism() / INTRA_OP_THREADS)));
}
