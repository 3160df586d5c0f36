import { createServer } from 'node:http';
import sharp from 'sharp';
import { photoLimits } from '../../../schema/limits.ts';
import { ApiError } from '../../api/api-error.ts';
import type { Analysis, UploadInput } from '../../api/api.ts';
import type { Observer } from '../../api/realtime.ts';
import { cardsOf, stepWords } from './cards.ts';
import { en } from '../words/en.ts';
import { Words } from '../words/words.ts';
import { Session } from './session.ts';
import { announced } from '../../api/testing.ts';

export const photo = await sharp({ create: { width: 100, height: 100, channels: 3, background: '#789' } })
  .jpeg()
  .toBuffer();

const closing: (() => void)[] = [];

/** Closes what a test has opened. */
export function closeAll(): void {
  for (const close of closing.splice(0)) close();
}

export function closeLater(close: () => void): void {
  closing.push(close);
}

/** Where photos are PUT; answers each with the next of the statuses, and 200 when there are none. */
export async function store(...statuses: number[]): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.statusCode = statuses.shift() ?? 200;
      const code = response.statusCode === 412 ? 'PreconditionFailed' : 'InternalError';
      response.end(response.statusCode === 200 ? '' : `<Error><Code>${code}</Code></Error>`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeLater(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/` : '';
}

export const words = new Words('en', en);

/** What a session uses of the service. */
type Service = ConstructorParameters<typeof Session>[0];

/** A service of which a test says what it has and how it fails. */
export class FakeService implements Service {
  owned: Analysis[] = [];
  used = 0;
  limit = 100;
  queue = { photos: 0, seconds: 0 };
  url: string | null = null;
  failure: ApiError | undefined;
  deleted: string[] = [];
  announcedFiles: UploadInput[][] = [];
  /** The correlation id of each call that announced. */
  announcedBy: (string | undefined)[] = [];
  observer: Observer<Analysis> | undefined;

  async analysis(id: string) {
    await this.answer();
    return this.owned.find((analysis) => analysis.id === id) ?? null;
  }

  async analyses({ nextToken }: { nextToken?: string | null | undefined } = {}) {
    await this.answer();
    const from = Number(nextToken ?? 0);
    const to = from + 2;
    return { items: this.owned.slice(from, to), nextToken: to < this.owned.length ? String(to) : null };
  }

  async usage() {
    await this.answer();
    return { used: this.used, limit: this.limit, resetsAt: '2026-01-03T00:00:00Z' };
  }

  async waiting() {
    await this.answer();
    return this.queue;
  }

  async retryAnalysis(id: string) {
    await this.answer();
    this.owned = this.owned.map((each) => (each.id === id ? { ...each, status: 'ANALYZING', version: 9 } : each));
    return this.owned.find((each) => each.id === id) ?? announced();
  }

  async createUploads(files: UploadInput[], correlationId?: string) {
    this.announcedBy.push(correlationId);
    await this.answer();
    if (this.used + files.length > this.limit) throw new ApiError('QuotaExceeded', 'x');
    this.announcedFiles.push(files);
    return files.map((file) => {
      const analysis = announced({ ...file, correlationId: 'a-click-0001', id: `02${String((this.used += 1))}` });
      this.owned.unshift(analysis);
      return { analysis, url: this.url, headers: [] };
    });
  }

  async deleteAnalysis(id: string) {
    await this.answer();
    this.deleted.push(id);
  }

  onAnalysis(_owner: string, observer: Observer<Analysis>) {
    this.observer = observer;
    return () => undefined;
  }

  private answer(): Promise<void> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }
}

export function visit(change: Partial<FakeService> = {}) {
  const service = Object.assign(new FakeService(), change);
  const session = new Session(service, photoLimits.maxBytes);
  const cards = () => cardsOf(session.store.state);
  const steps = () => cards().map(({ step }) => stepWords(step, words));
  return { service, session, cards, steps, state: () => session.store.state };
}

export const jpeg = (name = 'sheep.jpg') => new File([photo], name, { type: 'image/jpeg' });
export const unreachable = new ApiError('NetworkError', 'x');
