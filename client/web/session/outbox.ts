import { maxFilesPerUpload, uploadUrlSeconds } from '../../../schema/limits.ts';
import { ApiError } from '../../api/api-error.ts';
import type { Api, Upload, UploadInput } from '../../api/api.ts';
import { newCorrelationId } from '../../api/correlation.ts';
import { sendableName } from '../../api/preflight.ts';
import { putPhoto, sha256 } from '../../api/upload.ts';
import { preparePhoto } from '../photo/prepare-photo.ts';
import { mayPass, problemOf, quotaReached, type Problem } from '../problem.ts';
import { isBarrier, type Sending } from './state.ts';
import type { Store } from './store.ts';

/** What is needed to send a photo, beside what is shown of it. */
interface Job {
  key: string;
  file: File;
  /** Stops the attempt under way; each attempt has its own. */
  stop: AbortController;
  /** What is sent: the file, or what was made of it. */
  photo: Blob;
  /** Where it goes, once that is known, and the time until when it can be sent there. */
  upload?: Upload | undefined;
  sendUntil?: number;
}

/** One attempt to send a photo that may be sent. */
interface Attempt {
  job: Job;
  signal: AbortSignal;
  input: UploadInput;
}

interface Announced extends Attempt {
  upload: Upload;
}

/** A browser opens six connections to a host. */
const UPLOADS_AT_ONCE = 4;

/** How long a photo may be sent where it was to go; a minute is left for the upload to begin. */
const LINK_MS = (uploadUrlSeconds - 60) * 1000;

/** Sends photos: checks, announces and uploads each, and keeps its `Sending` in the store true. */
export class Outbox {
  private readonly api: Pick<Api, 'createUploads' | 'deleteAnalysis' | 'usage'>;
  private readonly store: Store;
  private readonly maxPhotoBytes: number;
  private readonly jobs = new Map<string, Job>();

  constructor(api: Outbox['api'], store: Store, maxPhotoBytes: number) {
    this.api = api;
    this.store = store;
    this.maxPhotoBytes = maxPhotoBytes;
  }

  async add(files: readonly File[]): Promise<void> {
    const jobs = files.map((file): Job => ({
      key: crypto.randomUUID(),
      file,
      photo: file,
      stop: new AbortController(),
    }));
    for (const job of jobs) this.jobs.set(job.key, job);
    const sendings = jobs.map(({ key, file }): Sending => ({
      key,
      fileName: sendableName(file.name),
      size: file.size,
      preview: URL.createObjectURL(file),
      step: { name: 'checking' },
    }));
    this.store.change({ sendings: [...sendings, ...this.store.state.sendings] });
    await this.sendAll(jobs);
  }

  /** Sends a photo again that could not be sent; to where it was to go, while that is allowed. Its analysis stays. */
  async retry(key: string): Promise<void> {
    const job = this.jobs.get(key);
    if (job) await this.retryAll([job]);
  }

  /** Sends everything again that was refused for one of these reasons. */
  async retryRefused(...names: string[]): Promise<void> {
    const refused = this.store.state.sendings.flatMap(({ key, step }) =>
      step.name === 'refused' && names.includes(step.problem.name) ? (this.jobs.get(key) ?? []) : [],
    );
    // Those added first go first.
    await this.retryAll(refused.reverse());
  }

  /** Stops sending a photo; what has been announced of it is to be deleted. The file stays, to be sent again. */
  cancel({ key }: Pick<Sending, 'key'>): void {
    const job = this.jobs.get(key);
    if (!job) return;
    job.stop.abort();
    job.upload = undefined;
    this.store.changeSending(key, { step: { name: 'cancelled' }, analysisId: undefined });
  }

  /** Stops sending a photo and forgets its file. */
  remove({ key }: Pick<Sending, 'key'>): void {
    this.jobs.get(key)?.stop.abort();
    this.jobs.delete(key);
    const { sendings } = this.store.state;
    for (const { preview } of sendings.filter((sending) => sending.key === key)) URL.revokeObjectURL(preview);
    this.store.change({ sendings: sendings.filter((sending) => sending.key !== key) });
  }

  private async retryAll(jobs: readonly Job[]): Promise<void> {
    const fresh: Job[] = [];
    const begun: Promise<void>[] = [];
    for (const job of jobs) {
      job.stop = new AbortController();
      const { upload, stop } = job;
      if (upload && Date.now() < (job.sendUntil ?? 0)) begun.push(this.upload(job, upload, stop.signal));
      else fresh.push(job);
    }
    for (const { key } of fresh) this.store.changeSending(key, { step: { name: 'checking' } });
    await Promise.all([...begun, this.sendAll(fresh)]);
  }

  /** Photos that were added or tried again together go by one id, however many requests they take. */
  private async sendAll(jobs: readonly Job[]): Promise<void> {
    const correlationId = newCorrelationId();
    for (let from = 0; from < jobs.length; from += maxFilesPerUpload) {
      await this.send(jobs.slice(from, from + maxFilesPerUpload), correlationId);
    }
  }

  private async send(jobs: readonly Job[], correlationId: string): Promise<void> {
    const checked: Attempt[] = [];
    for (const job of jobs) {
      const { signal } = job.stop;
      const input = signal.aborted ? undefined : await this.check(job, signal);
      if (input) checked.push({ job, signal, input });
    }
    const uploads = await this.announce(checked, correlationId);
    const worker = async () => {
      for (let next = uploads.shift(); next; next = uploads.shift()) {
        await this.upload(next.job, next.upload, next.signal);
      }
    };
    await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, worker));
  }

  /** What to announce of a file; undefined, with the reason on the page, when it cannot be sent. */
  private async check(job: Job, signal: AbortSignal): Promise<UploadInput | undefined> {
    const { key, file } = job;
    const prepared = await preparePhoto(file, this.maxPhotoBytes);
    if (signal.aborted) return undefined;
    if (prepared.problem) {
      this.refuse(key, prepared.problem);
      return undefined;
    }
    const { photo, bytes, contentType, change } = prepared;
    job.photo = photo;
    if (change) {
      const before = this.store.state.sendings.find((sending) => sending.key === key);
      if (before) URL.revokeObjectURL(before.preview);
      this.store.changeSending(key, { change, size: bytes.length, preview: URL.createObjectURL(photo) });
    }
    return { fileName: sendableName(file.name), contentType, size: bytes.length, sha256: await sha256(bytes) };
  }

  /** Announces as many as today's limit allows; those that cannot be sent say why on the page. */
  private async announce(checked: readonly Attempt[], correlationId: string): Promise<Announced[]> {
    const wanted = checked.filter(({ signal }) => !signal.aborted);
    if (wanted.length === 0) return [];
    try {
      const uploads = await this.createUploads(wanted, correlationId);
      this.store.change({ barrier: null });
      const current = uploads.filter((each) => this.announced(each));
      await this.readUsage();
      return current;
    } catch (error) {
      for (const { job, signal } of wanted) if (!signal.aborted) this.fail(job.key, error);
      return [];
    }
  }

  /** Photos that the service knows do not count, so it is asked what is left. Not knowing stops nothing. */
  private async readUsage(): Promise<void> {
    try {
      this.store.change({ usage: await this.api.usage() });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** All of them, or the first so many that today's limit allows. */
  private async createUploads(wanted: readonly Attempt[], correlationId: string): Promise<Announced[]> {
    try {
      const inputs = wanted.map(({ input }) => input);
      const uploads = await this.api.createUploads(inputs, correlationId);
      return uploads.flatMap((upload, index) => {
        const attempt = wanted[index];
        return attempt ? [{ ...attempt, upload }] : [];
      });
    } catch (error) {
      if (!(error instanceof ApiError) || error.errorType !== 'QuotaExceeded') throw error;
      const usage = await this.api.usage();
      this.store.change({ usage });
      // One fewer at least: the service counts, not this page.
      const left = Math.min(usage.limit - usage.used, wanted.length - 1);
      for (const { job } of wanted.slice(Math.max(0, left)))
        this.refuse(job.key, quotaReached(usage, error.correlationId));
      return left > 0 ? this.createUploads(wanted.slice(0, left), correlationId) : [];
    }
  }

  /** Takes note of where a photo goes; false when it is not wanted any more. */
  private announced({ job, signal, upload }: Announced): boolean {
    const { id } = upload.analysis;
    if (signal.aborted) {
      if (upload.url !== null) this.api.deleteAnalysis(id).catch(() => {});
      return false;
    }
    job.upload = upload;
    job.sendUntil = Date.now() + LINK_MS;
    this.store.restore(id);
    this.store.changeSending(job.key, { analysisId: id, known: upload.url === null });
    this.store.take([upload.analysis]);
    return true;
  }

  private async upload({ key, photo }: Job, upload: Upload, signal: AbortSignal): Promise<void> {
    const isWanted = () => !signal.aborted;
    const onProgress = (share: number) => {
      if (isWanted()) this.store.changeSending(key, { step: { name: 'uploading', share } });
    };
    try {
      if (upload.url !== null) onProgress(0);
      await putPhoto(upload, photo, { onProgress, signal });
    } catch (error) {
      if (isWanted()) this.fail(key, error, upload.analysis.correlationId);
      return;
    }
    if (isWanted()) this.store.changeSending(key, { step: { name: 'sent' } });
  }

  private fail(key: string, error: unknown, correlationId?: string | null): void {
    if (!(error instanceof ApiError)) throw error;
    const problem = problemOf(error, correlationId);
    if (isBarrier(problem)) this.store.change({ barrier: problem });
    if (problem.name === 'SignInExpired') this.store.change({ failure: error });
    this.refuse(key, problem);
  }

  private refuse(key: string, problem: Problem): void {
    this.store.changeSending(key, { step: { name: 'refused', problem, retry: mayPass(problem) } });
  }
}
