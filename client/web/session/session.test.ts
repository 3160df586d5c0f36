import { createServer } from 'node:http';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import type { Analysis, UploadInput } from '../../api/api.ts';
import type { Observer } from '../../api/realtime.ts';
import { cardsOf, stepWords } from './cards.ts';
import { Session } from './session.ts';
import { announced } from '../../api/testing.ts';

const photo = await sharp({ create: { width: 100, height: 100, channels: 3, background: '#789' } })
  .jpeg()
  .toBuffer();

const closing: (() => void)[] = [];
afterEach(() => {
  closing.splice(0).forEach((close) => {
    close();
  });
});

/** Where photos are PUT; answers each with the next of the statuses, and 200 when there are none. */
async function store(...statuses: number[]): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.statusCode = statuses.shift() ?? 200;
      const code = response.statusCode === 412 ? 'PreconditionFailed' : 'InternalError';
      response.end(response.statusCode === 200 ? '' : `<Error><Code>${code}</Code></Error>`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/` : '';
}

/** What a session uses of the service. */
type Service = ConstructorParameters<typeof Session>[0];

/** A service of which a test says what it has and how it fails. */
class FakeService implements Service {
  owned: Analysis[] = [];
  used = 0;
  limit = 100;
  url: string | null = null;
  failure: ApiError | undefined;
  deleted: string[] = [];
  announcedFiles: UploadInput[][] = [];
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

  async retryAnalysis(id: string) {
    await this.answer();
    this.owned = this.owned.map((each) => (each.id === id ? { ...each, status: 'ANALYZING', version: 9 } : each));
    return this.owned.find((each) => each.id === id) ?? announced();
  }

  async createUploads(files: UploadInput[]) {
    await this.answer();
    if (this.used + files.length > this.limit) throw new ApiError('QuotaExceeded', 'x');
    this.announcedFiles.push(files);
    return files.map((file) => {
      const analysis = announced({ ...file, id: `02${String((this.used += 1))}` });
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

function visit(change: Partial<FakeService> = {}) {
  const service = Object.assign(new FakeService(), change);
  const session = new Session(service);
  const cards = () => cardsOf(session.store.state);
  const steps = () => cards().map(({ step }) => stepWords(step));
  return { service, session, cards, steps, state: () => session.store.state };
}

const jpeg = (name = 'sheep.jpg') => new File([photo], name, { type: 'image/jpeg' });
const unreachable = new ApiError('NetworkError', 'x');

describe('sending', () => {
  it('announces what a file is and waits for the service once it is sent', async () => {
    const { service, session, steps, state } = visit({ url: await store() });
    await session.outbox.add([jpeg()]);
    expect(service.announcedFiles).toEqual([
      [
        {
          fileName: 'sheep.jpg',
          contentType: 'image/jpeg',
          size: photo.length,
          sha256: expect.stringMatching(/=$/) as string,
        },
      ],
    ]);
    expect(steps()).toEqual(['Waiting']);
    expect(state().usage?.used).toBe(1);
  });

  it('announces nothing of what cannot be sent, and says why', async () => {
    const { service, session, cards } = visit();
    await session.outbox.add([new File(['GIF89a'], 'a.gif'), new File([], 'b.jpg')]);
    expect(service.announcedFiles).toEqual([]);
    expect(cards().map(({ step }) => step)).toEqual([
      {
        name: 'ended',
        title: 'Not sent',
        words: 'This is a GIF. Only JPEG and PNG photos can be analyzed.',
        retry: false,
      },
      { name: 'ended', title: 'Not sent', words: 'This file is empty.', retry: false },
    ]);
  });

  it('announces at most 25 at once', async () => {
    const { service, session } = visit();
    await session.outbox.add(Array.from({ length: 30 }, () => jpeg()));
    expect(service.announcedFiles.map((files) => files.length)).toEqual([25, 5]);
  });

  it('sends as many as the daily limit allows', async () => {
    const { service, session, steps } = visit({ used: 9, limit: 10 });
    await session.outbox.add([jpeg('first.jpg'), jpeg('second.jpg')]);
    expect(service.announcedFiles[0]?.map(({ fileName }) => fileName)).toEqual(['first.jpg']);
    expect(steps()).toEqual(['Waiting', 'Not sent']);
  });

  it('shows the answer for a known photo at once', async () => {
    const { service, session, steps } = visit();
    const known = announced({ id: '01Z', status: 'COMPLETED', labels: [], version: 3 });
    service.createUploads = () => Promise.resolve([{ analysis: known, url: null, headers: [] }]);
    await session.outbox.add([jpeg()]);
    expect(steps()).toEqual(['Done: nothing recognized']);
  });

  it('offers another try when the service could not be reached, and takes it', async () => {
    const { service, session, cards, steps } = visit({ failure: unreachable });
    await session.outbox.add([jpeg()]);
    expect(cards()[0]?.step).toMatchObject({ title: 'Not sent', retry: true });
    service.failure = undefined;
    await session.outbox.retry(cards()[0]?.key ?? '');
    expect(steps()).toEqual(['Waiting']);
  });

  it('sends to the same place again, which counts once', async () => {
    const { service, session, cards, steps } = visit({ url: await store(503) });
    await session.outbox.add([jpeg()]);
    expect(cards()[0]?.step).toMatchObject({ title: 'Not sent', retry: true });
    await session.outbox.retry(cards()[0]?.key ?? '');
    expect(steps()).toEqual(['Waiting']);
    expect(service.announcedFiles).toHaveLength(1);
  });

  it('takes a photo for sent that is there already', async () => {
    const { session, steps } = visit({ url: await store(412) });
    await session.outbox.add([jpeg()]);
    expect(steps()).toEqual(['Waiting']);
  });

  it('deletes what is removed while it is being announced', async () => {
    const { service, session, cards } = visit();
    const sending = session.outbox.add([jpeg()]);
    const [card] = cards();
    if (card) await session.remove(card);
    await sending;
    expect(cards()).toEqual([]);
    expect(service.announcedFiles).toEqual([]);
  });
});

describe('the session', () => {
  it('shows what is there, and more when asked', async () => {
    const owned = ['01D', '01C', '01B', '01A'].map((id) => announced({ id }));
    const { session, cards, state } = visit({ owned });
    await session.refresh();
    expect(cards().map(({ key }) => key)).toEqual(['01D', '01C']);
    await session.showMore();
    expect(cards().map(({ key }) => key)).toEqual(['01D', '01C', '01B', '01A']);
    expect(state().nextToken).toBeNull();
    await session.refresh();
    expect(state().nextToken).toBeNull();
  });

  it('reads again what it missed whenever it is connected', async () => {
    const { service, session, steps } = visit({ owned: [announced({ status: 'ANALYZING', version: 2 })] });
    closing.push(session.open('me'));
    await session.refresh();
    service.owned = [announced({ status: 'COMPLETED', labels: [], version: 3 })];
    service.observer?.state?.('connected');
    await session.refresh();
    expect(steps()).toEqual(['Done: nothing recognized']);
  });

  it('reads once more when it is connected while it is reading', async () => {
    const { service, session, steps } = visit({ owned: [announced({ status: 'ANALYZING', version: 2 })] });
    closing.push(session.open('me'));
    const answered = service.analyses();
    service.analyses = () => {
      service.owned = [announced({ status: 'COMPLETED', labels: [], version: 3 })];
      service.analyses = FakeService.prototype.analyses.bind(service);
      service.observer?.state?.('connected');
      return answered;
    };
    await session.refresh();
    await session.refresh();
    expect(steps()).toEqual(['Done: nothing recognized']);
  });

  it('shows what is published and ignores what is older', async () => {
    const { service, session, steps } = visit({ owned: [announced()] });
    closing.push(session.open('me'));
    await session.refresh();
    service.observer?.next(announced({ status: 'ANALYZING', version: 2 }));
    service.observer?.next(announced({ version: 1 }));
    expect(steps()).toEqual(['Looking']);
  });

  it('says that a reading failed until one succeeds', async () => {
    const { service, session, state } = visit({ failure: unreachable });
    await session.refresh();
    expect(state().failure).toBe(unreachable);
    service.failure = undefined;
    await session.refresh();
    expect(state().failure).toBeNull();
  });

  it('removes a photo at once, and for good', async () => {
    const { service, session, cards } = visit({ owned: [announced()] });
    closing.push(session.open('me'));
    await session.refresh();
    const [card] = cards();
    const removed = card && session.remove(card);
    expect(cards()).toEqual([]);
    await removed;
    expect(service.deleted).toEqual(['01A']);
    service.observer?.next(announced({ status: 'COMPLETED', version: 9 }));
    expect(cards()).toEqual([]);
  });

  it('has a failed photo looked at again', async () => {
    const { session, cards, steps } = visit({ owned: [announced({ status: 'FAILED', version: 3 })] });
    await session.refresh();
    const [card] = cards();
    expect(card?.step).toMatchObject({ title: 'Analysis failed', retry: true });
    if (card) await session.retry(card);
    expect(steps()).toEqual(['Looking']);
  });

  it('brings a photo back that could not be deleted', async () => {
    const { service, session, cards, state } = visit({ owned: [announced()] });
    await session.refresh();
    service.failure = unreachable;
    const [card] = cards();
    if (card) await session.remove(card);
    expect(cards()).toHaveLength(1);
    expect(state().failure).toBe(unreachable);
  });

  it('takes a photo off the page that is gone', async () => {
    const { service, session, cards } = visit({ owned: [announced()] });
    await session.refresh();
    service.owned = [];
    await session.reread('01A');
    expect(cards()).toEqual([]);
  });
});
