import { maxFilesPerUpload, uploadUrlSeconds } from '../../../schema/limits.ts';
import { ApiError } from '../../api/api-error.ts';
import type { Api, Upload, UploadInput } from '../../api/api.ts';
import { putPhoto, sha256 } from '../../api/upload.ts';
import { checkBytes, checkSize, sendableName } from '../../api/preflight.ts';
import { failureWords, mayPass, quotaReached } from '../words.ts';
import type { Sending } from './state.ts';
import type { Store } from './store.ts';

/** What is needed to send a photo, beside what is shown of it. */
interface Job {
  key: string;
  file: File;
  stop: AbortController;
  /** Where it goes, once that is known, and the time until when it can be sent there. */
  upload?: Upload;
  sendUntil?: number;
}

/** A job whose file may be sent. */
interface Checked {
  job: Job;
  input: UploadInput;
}

/** A browser opens six connections to a host. */
const UPLOADS_AT_ONCE = 4;

/** How long a photo may be sent where it was to go; a minute is left for the upload to begin. */
const LINK_MS = (uploadUrlSeconds - 60) * 1000;

const UNREADABLE = 'This file cannot be read. Is it a folder, or has it been moved?';

/** Sends photos: checks, announces and uploads each, and keeps its `Sending` in the store true. */
export class Outbox {
  private readonly api: Pick<Api, 'createUploads' | 'deleteAnalysis' | 'usage'>;
  private readonly store: Store;
  private readonly jobs = new Map<string, Job>();

  constructor(api: Outbox['api'], store: Store) {
    this.api = api;
    this.store = store;
  }

  async add(files: readonly File[]): Promise<void> {
    const jobs = files.map((file): Job => ({ key: crypto.randomUUID(), file, stop: new AbortController() }));
    for (const job of jobs) this.jobs.set(job.key, job);
    const sendings = jobs.map(({ key, file }): Sending => ({
      key,
      fileName: sendableName(file.name),
      size: file.size,
      preview: URL.createObjectURL(file),
      step: { name: 'checking' },
    }));
    this.store.change({ sendings: [...sendings, ...this.store.state.sendings] });
    for (let from = 0; from < jobs.length; from += maxFilesPerUpload) {
      await this.send(jobs.slice(from, from + maxFilesPerUpload));
    }
  }

  /** Sends a photo again that could not be sent; to where it was to go, while that is allowed. Its analysis stays. */
  async retry(key: string): Promise<void> {
    const job = this.jobs.get(key);
    if (!job) return;
    if (job.upload && Date.now() < (job.sendUntil ?? 0)) {
      await this.upload(job, job.upload);
      return;
    }
    this.store.changeSending(key, { step: { name: 'checking' } });
    await this.send([job]);
  }

  /** Stops sending a photo and forgets its file. */
  remove({ key, preview }: Sending): void {
    this.jobs.get(key)?.stop.abort();
    this.jobs.delete(key);
    URL.revokeObjectURL(preview);
    this.store.change({ sendings: this.store.state.sendings.filter((sending) => sending.key !== key) });
  }

  private async send(jobs: readonly Job[]): Promise<void> {
    const checked: Checked[] = [];
    for (const job of jobs) {
      const input = await this.check(job);
      if (input) checked.push({ job, input });
    }
    const uploads = [...(await this.announce(checked))];
    const worker = async () => {
      for (let next = uploads.shift(); next; next = uploads.shift()) await this.upload(next.job, next.upload);
    };
    await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, worker));
  }

  /** What to announce of a file; undefined, with the reason on the page, when it cannot be sent. */
  private async check({ key, file }: Job): Promise<UploadInput | undefined> {
    const bytes = checkSize(file.size) === undefined ? await read(file) : undefined;
    const { contentType, refusal = UNREADABLE } = bytes ? checkBytes(bytes) : { refusal: checkSize(file.size) };
    if (bytes && contentType) {
      return { fileName: sendableName(file.name), contentType, size: bytes.length, sha256: await sha256(bytes) };
    }
    this.refuse(key, refusal, false);
    return undefined;
  }

  /** Announces as many as today's limit allows; those that cannot be sent say why on the page. */
  private async announce(checked: readonly Checked[]): Promise<{ job: Job; upload: Upload }[]> {
    const wanted = checked.filter(({ job }) => this.jobs.has(job.key));
    if (wanted.length === 0) return [];
    try {
      const uploads = await this.createUploads(wanted);
      // Photos that the service knows do not count, so it is asked what is left.
      this.store.change({ usage: await this.api.usage() });
      return uploads.flatMap(({ job, upload }) => (this.announced(job, upload) ? [{ job, upload }] : []));
    } catch (error) {
      for (const { job } of wanted) this.fail(job.key, error);
      return [];
    }
  }

  /** All of them, or the first so many that today's limit allows. */
  private async createUploads(wanted: readonly Checked[]): Promise<{ job: Job; upload: Upload }[]> {
    try {
      const uploads = await this.api.createUploads(wanted.map(({ input }) => input));
      return uploads.flatMap((upload, index) => {
        const job = wanted[index]?.job;
        return job ? [{ job, upload }] : [];
      });
    } catch (error) {
      if (!(error instanceof ApiError) || error.errorType !== 'QuotaExceeded') throw error;
      const usage = await this.api.usage();
      // One fewer at least: the service counts, not this page.
      const left = Math.min(usage.limit - usage.used, wanted.length - 1);
      for (const { job } of wanted.slice(Math.max(0, left))) {
        this.refuse(job.key, failureWords(quotaReached(usage)), false);
      }
      return left > 0 ? this.createUploads(wanted.slice(0, left)) : [];
    }
  }

  /** Takes note of where a photo goes; false when it has been removed in the meantime. */
  private announced(job: Job, upload: Upload): boolean {
    const { id } = upload.analysis;
    if (!this.jobs.has(job.key)) {
      if (upload.url !== null) this.api.deleteAnalysis(id).catch(() => {});
      return false;
    }
    job.upload = upload;
    job.sendUntil = Date.now() + LINK_MS;
    this.store.changeSending(job.key, { analysisId: id });
    this.store.take([upload.analysis]);
    return true;
  }

  private async upload({ key, file, stop }: Job, upload: Upload): Promise<void> {
    const onProgress = (share: number) => this.store.changeSending(key, { step: { name: 'uploading', share } });
    try {
      if (upload.url !== null) onProgress(0);
      await putPhoto(upload, file, { onProgress, signal: stop.signal });
    } catch (error) {
      this.fail(key, error);
      return;
    }
    this.store.changeSending(key, { step: { name: 'sent' } });
  }

  private fail(key: string, error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    this.refuse(key, failureWords(error), mayPass(error));
  }

  private refuse(key: string, words: string, retry: boolean): void {
    this.store.changeSending(key, { step: { name: 'refused', words, retry } });
  }
}

/** A file's bytes; undefined when it is a folder, or gone. */
async function read(file: File): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    return undefined;
  }
}
