import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import * as z from 'zod';
import { ApiError } from '../../client/api/api-error.ts';
import { createApi, type Analysis, type Api } from '../../client/api/api.ts';
import { merge } from '../../client/api/merge.ts';
import { putPhoto } from '../../client/api/upload.ts';
import { announced } from '../support/photos.ts';
import type { Accepted, RunTotals, Witness } from './evidence.ts';
import type { KillableStack } from './killable-stack.ts';
import type { Photo } from './photos.ts';

const issued = z.object({ accessToken: z.string(), sub: z.string() });
const ends: readonly string[] = ['COMPLETED', 'REJECTED', 'FAILED', 'EXPIRED'];
/** Before somebody tries again, doubled each time, as the page does when it is cut off. */
const pauseMs = 250;
const longestPauseMs = 4000;
const lookMs = 300;

/** Somebody who sends photos, tries again whatever fails, and watches what becomes of them as the page does. */
export class Sender implements Witness {
  readonly owner: string;
  readonly accepted: Accepted[] = [];
  readonly contradictions: string[] = [];
  totals: RunTotals = { photos: 0, bytes: 0, completed: 0, rejected: 0, failed: 0, expired: 0 };
  /** Errors that were met, and passed. */
  readonly met = new Map<string, number>();
  /** What is on the screen: the highest version of each, from pushes and from reading. */
  view: Analysis[] = [];
  readonly #api: Api;
  readonly #told = new Map<string, string>();
  #close = () => {};
  #closed = false;

  private constructor(owner: string, api: Api) {
    this.owner = owner;
    this.#api = api;
  }

  static async signIn(stack: KillableStack, user: string, groups: string[] = []): Promise<Sender> {
    const response = await fetch(new URL('/local/tokens', stack.output('Issuer')), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      // The stack's clock will run ahead.
      body: JSON.stringify({ user, groups, expiresIn: 7 * 86_400 }),
    });
    const { accessToken, sub } = issued.parse(await response.json());
    const token = () => Promise.resolve(accessToken);
    const sender = new Sender(sub, createApi({ graphqlUrl: stack.output('GraphqlUrl'), token, WebSocket }));
    sender.#watch();
    return sender;
  }

  #watch(): void {
    this.#close = this.#api.onAnalysis(this.owner, {
      next: (analysis) => this.#see([analysis]),
      // Nothing is replayed: what happened meanwhile is read.
      state: (state) => {
        // Only the end of everything stops it.
        if (state === 'connected') this.#insist(() => this.read()).catch(() => undefined);
      },
      error: (error) => this.contradictions.push(`the subscription was refused: ${error.message}`),
    });
  }

  close(): void {
    this.#closed = true;
    this.#close();
  }

  /** Reads everything that is stored. */
  async read(): Promise<void> {
    let nextToken: string | null | undefined;
    do {
      const page = await this.#api.analyses({ limit: 100, nextToken: nextToken ?? null });
      this.#see(page.items);
      nextToken = page.nextToken;
    } while (nextToken);
  }

  /** Reads the report of the whole run: days (UTC). */
  async readTotals(from: string, to: string): Promise<void> {
    this.totals = (await this.#api.report({ from, to })).total;
  }

  /** The overview of everybody, for admins. */
  async overview(from: string, to: string): Promise<RunTotals> {
    return (await this.#api.overview({ from, to })).total;
  }

  /** How many photos wait, and for about how many seconds; undefined when the service does not say. */
  waits() {
    return this.#api.waiting().catch(() => undefined);
  }

  /** Announces one photo and sends it, if that is its fate. Resolves with its promise. */
  async send({ fate, bytes }: Photo): Promise<Accepted> {
    const input = announced(bytes);
    const photo = new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' });
    const entry = await this.#insist(async (): Promise<Accepted> => {
      const [upload] = await this.#api.createUploads([input]);
      if (!upload) throw new Error('createUploads answered nothing');
      const { id } = upload.analysis;
      if (fate !== 'unsent') await putPhoto(upload, photo);
      return { id, sent: fate !== 'unsent' };
    });
    this.accepted.push(entry);
    return entry;
  }

  /** What becomes of a photo that was sent. */
  async follow(entry: Accepted, { fate, bytes }: Photo): Promise<void> {
    if (fate === 'deletedEarly') await this.#delete(entry);
    if (fate !== 'deleted' && fate !== 'repeated') return;
    const { status } = await this.end(entry.id);
    if (fate === 'deleted') await this.#delete(entry, status);
    else if (status !== 'FAILED') await this.#insist(() => this.#api.createUploads([announced(bytes)]));
  }

  /** Has looked at again what failed. Resolves with how many were. */
  async retryFailed(): Promise<number> {
    const failed = this.view.filter(({ id, status }) => status === 'FAILED' && this.#wants(id));
    const retry = ({ id, version }: Analysis) => unlessDone('Conflict', () => this.#api.retryAnalysis(id, version));
    await Promise.all(failed.map((each) => this.#insist(() => retry(each))));
    return failed.length;
  }

  /** Resolves with the analysis once its end is on the screen. */
  async end(id: string): Promise<Analysis> {
    for (;;) {
      const found = this.view.find((each) => each.id === id);
      if (found && ends.includes(found.status)) return found;
      await setTimeout(lookMs);
    }
  }

  /** How many were sent whose end is not on the screen. */
  get waiting(): number {
    return this.open.length;
  }

  /** Those, each with what the screen says. */
  get open(): string[] {
    const seen = new Map(this.view.map(({ id, status }) => [id, status]));
    return this.accepted
      .filter(({ id, sent, deleted }) => sent && !deleted && !ends.includes(seen.get(id) ?? ''))
      .map(({ id }) => `${id} ${seen.get(id) ?? 'never seen'}`);
  }

  /** Does it again until it succeeds. */
  async #insist<T>(act: () => Promise<T>): Promise<T> {
    for (let pause = pauseMs; ; pause = Math.min(2 * pause, longestPauseMs)) {
      try {
        return await act();
      } catch (error) {
        if (this.#closed || !(error instanceof ApiError) || refusals.includes(error.errorType)) throw error;
        this.met.set(error.errorType, (this.met.get(error.errorType) ?? 0) + 1);
        await setTimeout(pause * (0.5 + Math.random()));
      }
    }
  }

  #wants(id: string): boolean {
    return this.accepted.some((entry) => entry.id === id && !entry.deleted);
  }

  async #delete(entry: Accepted, status?: Analysis['status']): Promise<void> {
    entry.deleted = status ?? 'EARLY';
    await this.#insist(() => unlessDone('NotFound', () => this.#api.deleteAnalysis(entry.id)));
  }

  #see(analyses: readonly Analysis[]): void {
    for (const { id, version, status, updatedAt, labels } of analyses) {
      const [key, said] = [`${id} in version ${version}`, JSON.stringify([status, updatedAt, labels])];
      if ((this.#told.get(key) ?? said) !== said) this.contradictions.push(key);
      this.#told.set(key, said);
    }
    this.view = merge(this.view, analyses);
  }
}

/** What no repetition mends. */
const refusals = ['InvalidInput', 'UnsupportedType', 'FileTooLarge', 'QuotaExceeded', 'UserBlocked', 'ServicePaused'];

/** Takes one refusal for success: an earlier try, whose answer was lost, has done it. */
async function unlessDone(refusal: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ApiError) || error.errorType !== refusal) throw error;
  }
}
