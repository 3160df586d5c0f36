import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import { announced } from '../../api/testing.ts';
import { closeAll, closeLater, FakeService, jpeg, photo, store, unreachable, visit, words } from './testing.ts';

afterEach(closeAll);

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
    expect(cards().map(({ step }) => step)).toMatchObject([
      {
        name: 'ended',
        title: 'end.notSent',
        problem: { name: 'OtherFormat', values: { format: 'gif' } },
        retry: false,
      },
      { name: 'ended', title: 'end.notSent', problem: { name: 'Empty' }, retry: false },
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
    expect(cards()[0]?.step).toMatchObject({ title: 'end.notSent', retry: true });
    service.failure = undefined;
    await session.outbox.retry(cards()[0]?.key ?? '');
    expect(steps()).toEqual(['Waiting']);
  });

  it('sends to the same place again, which counts once', async () => {
    const { service, session, cards, steps } = visit({ url: await store(503) });
    await session.outbox.add([jpeg()]);
    expect(cards()[0]?.step).toMatchObject({ title: 'end.notSent', retry: true });
    await session.outbox.retry(cards()[0]?.key ?? '');
    expect(steps()).toEqual(['Waiting']);
    expect(service.announcedFiles).toHaveLength(1);
  });

  it('takes a photo for sent that is there already', async () => {
    const { session, steps } = visit({ url: await store(412) });
    await session.outbox.add([jpeg()]);
    expect(steps()).toEqual(['Waiting']);
  });

  it('holds back what is cancelled, deletes what was announced of it, and sends it again', async () => {
    const { service, session, cards, steps } = visit({ url: await store() });
    await session.outbox.add([jpeg()]);
    const [card] = cards();
    if (card) await session.cancel(card);
    expect(steps()).toEqual(['Cancelled']);
    expect(service.deleted).toEqual(['021']);
    await session.outbox.retry(card?.key ?? '');
    expect(steps()).toEqual(['Waiting']);
    expect(service.announcedFiles).toHaveLength(2);
  });

  it('announces nothing that is cancelled while it is checked', async () => {
    const { service, session, cards, steps } = visit();
    const adding = session.outbox.add([jpeg()]);
    const [card] = cards();
    if (card) await session.cancel(card);
    await adding;
    expect(steps()).toEqual(['Cancelled']);
    expect(service.announcedFiles).toEqual([]);
  });

  it('sends what could not be sent once the connection is back', async () => {
    const { service, session, steps } = visit({ failure: unreachable });
    closeLater(session.open('me'));
    await session.outbox.add([jpeg()]);
    expect(steps()).toEqual(['Not sent']);
    service.failure = undefined;
    service.observer?.state?.('connected');
    await expect.poll(steps).toEqual(['Waiting']);
  });

  it('says that the service takes no photos, and tries again when asked', async () => {
    const paused = new ApiError('ServicePaused', 'x', { errorInfo: { resumesAt: '2026-02-01T00:00:00.000Z' } });
    const { service, session, steps, state } = visit();
    service.createUploads = () => Promise.reject(paused);
    await session.outbox.add([jpeg()]);
    expect(steps()).toEqual(['Not sent']);
    expect(words.problem(state().barrier!)).toContain('February 1, 2026');
    service.createUploads = FakeService.prototype.createUploads.bind(service);
    await session.outbox.retryRefused('ServicePaused');
    expect(steps()).toEqual(['Waiting']);
    expect(state().barrier).toBeNull();
  });

  it('deletes what is removed while it is being announced', async () => {
    const { service, session, cards } = visit();
    const sending = session.outbox.add([jpeg()]);
    const [card] = cards();
    if (card) session.remove(card);
    await sending;
    expect(cards()).toEqual([]);
    expect(service.announcedFiles).toEqual([]);
  });
});

it('sends what was added together under one id, and what is tried again under another', async () => {
  const { service, session, cards } = visit({ failure: unreachable });
  await session.outbox.add(Array.from({ length: 26 }, (_, i) => jpeg(`${String(i)}.jpg`)));
  service.failure = undefined;
  await session.outbox.add(Array.from({ length: 26 }, (_, i) => jpeg(`more ${String(i)}.jpg`)));
  expect(service.announcedBy).toHaveLength(4);
  expect(new Set(service.announcedBy).size).toBe(2);
  const { sending } = cards().find(({ step }) => step.name === 'ended')!;
  await session.outbox.retry(sending!.key);
  expect(new Set(service.announcedBy).size).toBe(3);
});

it('says the id of the photo’s announcement when it cannot be sent where it was to go', async () => {
  const { session, cards } = visit({ url: await store(500) });
  await session.outbox.add([jpeg()]);
  const [card] = cards();
  expect(card?.step).toMatchObject({ problem: { name: 'InternalError', correlationId: 'a-click-0001' } });
});
