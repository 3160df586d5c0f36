import { ApiError, networkError } from '../../api/api-error.ts';
import type { Analysis, Api } from '../../api/api.ts';
import { watchNetwork } from '../../api/network.ts';
import type { ConnectionState } from '../../api/realtime.ts';
import { problemOf } from '../problem.ts';
import type { Card } from './cards.ts';
import { Outbox } from './outbox.ts';
import { hasPhoto, isBarrier, isFinal } from './state.ts';
import { Store } from './store.ts';

const PAGE_SIZE = 25;

/** How often a photo on its way is read, in case a message about it was lost. */
const REREAD_MS = 10_000;

/** How often the page asks how long photos wait, while one of its own does. */
const WAIT_MS = 4000;

/** So many photos whose links could not be made are read again at a time. */
const MOST_UNSEEN = 10;

interface Connections {
  realtime: ConnectionState;
  offline: boolean;
}

/** What a visit needs of the service. */
type SessionApi = Pick<
  Api,
  'analysis' | 'analyses' | 'usage' | 'waiting' | 'createUploads' | 'retryAnalysis' | 'deleteAnalysis' | 'onAnalysis'
>;

/** One person's visit: keeps the page's state true and does what the person asks for. */
export class Session {
  readonly store = new Store();
  readonly outbox: Outbox;
  private readonly api: SessionApi;
  private realtime: ConnectionState = 'connecting';
  private offline = false;
  private reading: Promise<void> = Promise.resolve();
  private next: Promise<void> | undefined;
  private unsubscribe: () => void = () => {};
  private owner = '';

  constructor(api: SessionApi, maxPhotoBytes: number) {
    this.api = api;
    this.outbox = new Outbox(api, this.store, maxPhotoBytes);
  }

  /** Subscribes to the owner's analyses and reads what is there; the returned function ends it. */
  open(owner: string): () => void {
    this.owner = owner;
    this.subscribe();
    const unwatch = watchNetwork({
      awake: () => {
        this.setConnection({ offline: false });
        void this.refresh();
      },
      offline: () => this.setConnection({ offline: true }),
    });
    const timers = [
      setInterval(() => void this.rereadDue(), REREAD_MS),
      setInterval(() => void this.readWait(), WAIT_MS),
    ];
    void this.refresh();
    return () => {
      this.unsubscribe();
      unwatch();
      timers.forEach(clearInterval);
    };
  }

  /** Connects anew at once: after the service said no, or when somebody is tired of waiting. */
  async reconnect(): Promise<void> {
    this.unsubscribe();
    this.subscribe();
    await this.refresh();
  }

  /** Reads the newest analyses and the usage again. One more reading at most waits for the one under way. */
  refresh(): Promise<void> {
    // The one under way may have missed what happened since it was asked.
    this.next ??= this.reading.then(() => {
      this.next = undefined;
      this.reading = this.attempt(() => this.read());
      return this.reading;
    });
    return this.next;
  }

  /** Reads the next page of older analyses. */
  showMore(): Promise<void> {
    return this.attempt(async () => {
      const { nextToken = null } = this.store.state;
      const page = await this.api.analyses({ limit: PAGE_SIZE, nextToken });
      this.store.take(page.items);
      this.store.change({ nextToken: page.nextToken });
    });
  }

  /** Reads one analysis again, for example because its links have expired; false when there is none. */
  async reread(id: string): Promise<boolean> {
    let found = true;
    await this.attempt(async () => {
      const analysis = await this.api.analysis(id);
      found = analysis !== null;
      if (analysis) this.store.take([analysis]);
      else this.store.forget(id);
    });
    return found;
  }

  /** Tries again what did not work: sending a photo, or having it looked at. */
  async retry({ key, sending, analysis }: Card): Promise<void> {
    if (analysis?.status !== 'FAILED') {
      if (sending) await this.outbox.retry(key);
      return;
    }
    await this.attempt(async () => {
      this.store.take([await this.api.retryAnalysis(analysis.id, analysis.version)]);
      this.store.change({ barrier: null });
      await this.readUsage();
    });
  }

  /** Holds a photo back that is being sent. Its file stays on the page, to be sent again. */
  async cancel({ key, sending, analysis }: Card): Promise<void> {
    const id = analysis?.id ?? sending?.analysisId;
    this.outbox.cancel({ key });
    if (id === undefined) return;
    this.store.forget(id);
    await this.attempt(async () => {
      await this.delete(id);
      await this.readUsage();
    });
  }

  /** Takes a photo off the page. What the service has of it is deleted by `deleteRemoved`, unless `undo` comes first. */
  remove({ key, fileName, sending, analysis }: Card): void {
    const id = analysis?.id ?? sending?.analysisId;
    if (id === undefined) {
      this.outbox.remove({ key });
      return;
    }
    this.store.change({ removals: [...this.store.state.removals, { id, fileName, sending }] });
  }

  /** Brings back what waits to be deleted. */
  undo(): void {
    this.store.change({ removals: [] });
  }

  /** Deletes what has been removed, for good. */
  async deleteRemoved(): Promise<void> {
    const { removals } = this.store.state;
    for (const { id, sending } of removals) {
      this.store.forget(id);
      if (sending) this.outbox.remove(sending);
    }
    this.store.change({ removals: [] });
    await this.attempt(async () => {
      // All of them set off at once, for the page may be closing.
      const ends = await Promise.allSettled(removals.map(({ id }) => this.delete(id)));
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw failed.reason;
    });
  }

  private subscribe(): void {
    this.unsubscribe = this.api.onAnalysis(this.owner, {
      next: (analysis) => this.hear(analysis),
      state: (state) => {
        this.setConnection({ realtime: state });
        if (state === 'connected') this.catchUp();
      },
      error: (failure) => this.take(failure),
    });
  }

  private hear(analysis: Analysis): void {
    this.store.take([analysis]);
    // What the service wasted is given back to the day's limit.
    if (analysis.status === 'FAILED' || analysis.status === 'EXPIRED') void this.attempt(() => this.readUsage());
  }

  /** Nothing is replayed, so what was missed has to be read; and what could not be sent may be sent now. */
  private catchUp(): void {
    if (this.store.state.barrier?.name === 'UserBlocked') this.store.change({ barrier: null });
    void this.refresh();
    void this.outbox.retryRefused('NetworkError');
  }

  private async delete(id: string): Promise<void> {
    try {
      await this.api.deleteAnalysis(id);
    } catch (error) {
      // Another page was quicker.
      if (error instanceof ApiError && error.errorType === 'NotFound') return;
      this.store.restore(id);
      throw error;
    }
  }

  private async read(): Promise<void> {
    const [page] = await Promise.all([this.api.analyses({ limit: PAGE_SIZE }), this.readUsage()]);
    this.store.take(page.items);
    // Once older pages have been read, the first page's token would lead back to them.
    if (this.store.state.nextToken === undefined) this.store.change({ nextToken: page.nextToken });
  }

  private async readUsage(): Promise<void> {
    this.store.change({ usage: await this.api.usage() });
  }

  /** What one cannot be told is not worth a message of its own. */
  private async readWait(): Promise<void> {
    const { analyses, sendings, waitSeconds } = this.store.state;
    const sent = new Set(sendings.filter(({ step }) => step.name === 'sent').map(({ analysisId }) => analysisId));
    const waits = analyses.some(({ id, status }) => status === 'AWAITING_UPLOAD' && sent.has(id));
    const wait = waits ? await this.api.waiting().catch(() => null) : null;
    const seconds = wait && wait.photos > 0 ? Math.max(1, wait.seconds) : null;
    if (seconds !== waitSeconds) this.store.change({ waitSeconds: seconds });
  }

  private async rereadDue(): Promise<void> {
    const { analyses, sendings, deleted, usage } = this.store.state;
    if (usage && Date.now() > Date.parse(usage.resetsAt)) await this.attempt(() => this.readUsage());
    const sent = new Set(sendings.filter(({ step }) => step.name === 'sent').map(({ analysisId }) => analysisId));
    const open = analyses.filter((analysis) => !isFinal(analysis) && (sent.has(analysis.id) || hasPhoto(analysis)));
    const unseen = analyses.filter((analysis) => isFinal(analysis) && hasPhoto(analysis) && analysis.imageUrl === null);
    for (const { id } of [...open, ...unseen.slice(0, MOST_UNSEEN)]) if (!deleted.has(id)) await this.reread(id);
  }

  /** Runs what asks the service something; when it fails, the page says so until something succeeds. */
  private async attempt(ask: () => Promise<void>): Promise<void> {
    try {
      await ask();
      this.store.change({ failure: null });
    } catch (error) {
      this.take(error instanceof ApiError ? error : networkError(error));
    }
  }

  private take(failure: ApiError): void {
    const problem = problemOf(failure);
    if (!isBarrier(problem)) {
      this.store.change({ failure });
      return;
    }
    const { barrier } = this.store.state;
    // A refused subscription says less than a refused photo: it names no reason.
    const saysLess = barrier?.name === problem.name && Object.keys(problem.values).length === 0;
    if (!saysLess) this.store.change({ barrier: problem });
  }

  private setConnection({ realtime = this.realtime, offline = this.offline }: Partial<Connections>): void {
    this.realtime = realtime;
    this.offline = offline;
    this.store.change({ connection: offline ? 'offline' : realtime });
  }
}
