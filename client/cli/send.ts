import { ApiError } from '../api/api-error.ts';
import type { Analysis, Api, Upload } from '../api/api.ts';
import { putPhoto } from '../api/upload.ts';
import type { PhotoFile } from './photo-file.ts';
import { unsent, type Result } from './result.ts';

const final: readonly Analysis['status'][] = ['COMPLETED', 'REJECTED', 'FAILED', 'EXPIRED'];
const mostAtOnce = 4;
const askEveryMs = 5000;
/** A detector that is away for longer ends as FAILED by then. */
const patienceMs = 10 * 60_000;

export type Step = 'announcing' | 'uploading' | 'waiting' | Analysis['status'];

interface Delivery {
  api: Api;
  owner: string;
  /** What the service's logs call this sending. */
  correlationId: string;
  onStep: (file: string, step: Step) => void;
  /** Called now and then while a photo waits for its turn. */
  onWait: (file: string, waiting: { photos: number; seconds: number }) => void;
}

/** Sends photos, a few at a time, and waits for the end of each; results come in the order of the photos. */
export async function sendPhotos(photos: PhotoFile[], delivery: Delivery): Promise<Result[]> {
  const { api, owner, onStep } = delivery;
  const watch = new Watch(api, owner, onStep);
  try {
    await watch.connected;
    const results: Result[] = [];
    const waiting = [...photos.entries()];
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [index, photo] = next;
        results[index] = await sendPhoto(photo, { ...delivery, watch });
      }
    };
    await Promise.all(Array.from({ length: mostAtOnce }, worker));
    return results;
  } finally {
    watch.close();
  }
}

async function sendPhoto(
  { file, input, bytes }: PhotoFile,
  { api, watch, correlationId, onStep, onWait }: Delivery & { watch: Watch },
): Promise<Result> {
  const began = Date.now();
  const since = () => Date.now() - began;
  let upload: Upload | undefined;
  const timings: Result['timings'] = { announced: null, uploaded: null, ended: null };
  try {
    onStep(file, 'announcing');
    [upload] = await api.createUploads([input], correlationId);
    if (!upload) throw new ApiError('InvalidAnswer', 'The service did not say where the photo goes.');
    timings.announced = since();
    onStep(file, 'uploading');
    await putPhoto(upload, new Blob([bytes], { type: input.contentType }));
    timings.uploaded = since();
    onStep(file, 'waiting');
    const asking = setInterval(() => void askWait(api, (waiting) => onWait(file, waiting)), askEveryMs);
    const ended = await watch.end(upload.analysis, file).finally(() => clearInterval(asking));
    timings.ended = since();
    const { id, status, reason, labels } = ended;
    return { file, id, status, reason, labels: labels ?? [], correlationId: ended.correlationId, timings };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { id, status } = upload?.analysis ?? { id: null, status: 'REJECTED' };
    return {
      ...unsent(file, error.errorType, error.message, error.correlationId ?? correlationId),
      id,
      status,
      timings,
    };
  }
}

async function askWait(api: Api, tell: (waiting: { photos: number; seconds: number }) => void): Promise<void> {
  const waiting = await api.waiting().catch(() => undefined);
  if (waiting && waiting.photos > 0) tell(waiting);
}

/** Follows the owner's analyses: pushed, and read again after each (re)connection, because nothing is replayed. */
class Watch {
  readonly connected: Promise<void>;
  readonly close: () => void;
  readonly #api: Api;
  readonly #onStep: Delivery['onStep'];
  readonly #files = new Map<string, string>();
  readonly #seen = new Map<string, Analysis>();
  /** Several files can be the same photo. */
  readonly #ends = new Map<string, Set<(analysis: Analysis) => void>>();

  constructor(api: Api, owner: string, onStep: Delivery['onStep']) {
    this.#api = api;
    this.#onStep = onStep;
    let close = () => {};
    this.connected = new Promise((resolve, reject) => {
      close = api.onAnalysis(owner, {
        next: (analysis) => this.#learn(analysis),
        error: reject,
        state: (state) => {
          if (state !== 'connected') return;
          resolve();
          for (const id of this.#ends.keys()) void this.#read(id);
        },
      });
    });
    this.close = close;
  }

  /** Resolves with the analysis's last version. */
  async end(announced: Analysis, file: string): Promise<Analysis> {
    this.#files.set(announced.id, file);
    this.#learn(this.#seen.get(announced.id) ?? announced);
    const known = this.#seen.get(announced.id);
    if (known && final.includes(known.status)) return known;
    const waiting = this.#ends.get(announced.id) ?? new Set();
    this.#ends.set(announced.id, waiting);
    const ended = new Promise<Analysis>((resolve) => waiting.add(resolve));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new ApiError('Timeout', 'The photo was sent, but no result came within ten minutes.');
      timer = setTimeout(() => reject(error), patienceMs);
    });
    try {
      return await Promise.race([ended, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #read(id: string): Promise<void> {
    try {
      const analysis = await this.#api.analysis(id);
      if (analysis) this.#learn(analysis);
    } catch {
      // The connection is gone again; the next one reads again.
    }
  }

  /** The highest version is right, whatever the order in which they come. */
  #learn(analysis: Analysis): void {
    const { id, version, status } = analysis;
    const known = this.#seen.get(id);
    if (known && known.version >= version) return;
    this.#seen.set(id, analysis);
    const file = this.#files.get(id);
    if (file !== undefined && status !== 'AWAITING_UPLOAD') this.#onStep(file, status);
    if (!final.includes(status)) return;
    this.#ends.get(id)?.forEach((resolve) => resolve(analysis));
    this.#ends.delete(id);
  }
}
