import { ApiError, networkError } from '../../api/api-error.ts';
import type { Api } from '../../api/api.ts';
import { watchNetwork } from '../../api/network.ts';
import type { ConnectionState } from '../../api/realtime.ts';
import type { Card } from './cards.ts';
import { Outbox } from './outbox.ts';
import { isFinal } from './state.ts';
import { Store } from './store.ts';

const PAGE_SIZE = 25;

/** How often a photo on its way is read, in case a message about it was lost. */
const REREAD_MS = 10_000;

interface Connections {
  realtime: ConnectionState;
  offline: boolean;
}

/** What a visit needs of the service. */
type SessionApi = Pick<
  Api,
  'analysis' | 'analyses' | 'usage' | 'createUploads' | 'retryAnalysis' | 'deleteAnalysis' | 'onAnalysis'
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

  constructor(api: SessionApi) {
    this.api = api;
    this.outbox = new Outbox(api, this.store);
  }

  /** Subscribes to the owner's analyses and reads what is there; the returned function ends it. */
  open(owner: string): () => void {
    const unsubscribe = this.api.onAnalysis(owner, {
      next: (analysis) => {
        this.store.take([analysis]);
        // What the service wasted is given back to the day's limit.
        if (analysis.status === 'FAILED' || analysis.status === 'EXPIRED') void this.attempt(() => this.readUsage());
      },
      state: (state) => {
        this.setConnection({ realtime: state });
        // Nothing is replayed, so what was missed has to be read.
        if (state === 'connected') void this.refresh();
      },
      error: (failure) => this.store.change({ failure }),
    });
    const unwatch = watchNetwork({
      awake: () => {
        this.setConnection({ offline: false });
        void this.refresh();
      },
      offline: () => this.setConnection({ offline: true }),
    });
    const timer = setInterval(() => void this.rereadOpen(), REREAD_MS);
    void this.refresh();
    return () => {
      unsubscribe();
      unwatch();
      clearInterval(timer);
    };
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

  /** Reads one analysis again, for example because its links have expired. */
  reread(id: string): Promise<void> {
    return this.attempt(async () => {
      const analysis = await this.api.analysis(id);
      if (analysis) this.store.take([analysis]);
      else this.store.forget(id);
    });
  }

  /** Tries again what did not work: sending a photo, or having it looked at. */
  async retry({ key, sending, analysis }: Card): Promise<void> {
    if (analysis?.status !== 'FAILED') {
      if (sending) await this.outbox.retry(key);
      return;
    }
    await this.attempt(async () => {
      this.store.take([await this.api.retryAnalysis(analysis.id)]);
      await this.readUsage();
    });
  }

  /** Takes a photo off the page, and deletes it where the service has it. */
  async remove({ sending, analysis }: Card): Promise<void> {
    if (sending) this.outbox.remove(sending);
    const id = analysis?.id ?? sending?.analysisId;
    if (id === undefined) return;
    this.store.forget(id);
    await this.attempt(() => this.delete(id));
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

  private async rereadOpen(): Promise<void> {
    const { analyses, sendings, deleted } = this.store.state;
    const sent = new Set(sendings.filter(({ step }) => step.name === 'sent').map(({ analysisId }) => analysisId));
    const open = analyses.filter(
      (analysis) =>
        !isFinal(analysis) && !deleted.has(analysis.id) && (sent.has(analysis.id) || analysis.status === 'ANALYZING'),
    );
    for (const { id } of open) await this.reread(id);
  }

  /** Runs what asks the service something; when it fails, the page says so until something succeeds. */
  private async attempt(ask: () => Promise<void>): Promise<void> {
    try {
      await ask();
      this.store.change({ failure: null });
    } catch (error) {
      this.store.change({ failure: error instanceof ApiError ? error : networkError(error) });
    }
  }

  private setConnection({ realtime = this.realtime, offline = this.offline }: Partial<Connections>): void {
    this.realtime = realtime;
    this.offline = offline;
    this.store.change({ connection: offline ? 'offline' : realtime });
  }
}
