import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import { announced } from '../../api/testing.ts';
import { closeAll, closeLater, FakeService, jpeg, store, unreachable, visit } from './testing.ts';

afterEach(closeAll);

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
    closeLater(session.open('me'));
    await session.refresh();
    service.owned = [announced({ status: 'COMPLETED', labels: [], version: 3 })];
    service.observer?.state?.('connected');
    await session.refresh();
    expect(steps()).toEqual(['Done: nothing recognized']);
  });

  it('reads once more when it is connected while it is reading', async () => {
    const { service, session, steps } = visit({ owned: [announced({ status: 'ANALYZING', version: 2 })] });
    closeLater(session.open('me'));
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

  it('tells for about how long a photo waits, as long as others wait', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    closeLater(() => vi.useRealTimers());
    const { service, session, steps } = visit({ url: await store() });
    closeLater(session.open('me'));
    await session.outbox.add([jpeg('a.jpg')]);
    expect(steps()).toEqual(['Waiting']);
    service.queue = { photos: 30, seconds: 40 };
    await vi.advanceTimersByTimeAsync(4000);
    expect(steps()).toEqual(['Waiting, about 40 s']);
    service.queue = { photos: 0, seconds: 0 };
    await vi.advanceTimersByTimeAsync(4000);
    expect(steps()).toEqual(['Waiting']);
  });

  it('shows what is published and ignores what is older', async () => {
    const { service, session, steps } = visit({ owned: [announced()] });
    closeLater(session.open('me'));
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
    closeLater(session.open('me'));
    await session.refresh();
    const [card] = cards();
    if (card) session.remove(card);
    expect(cards()).toEqual([]);
    expect(service.deleted).toEqual([]);
    await session.deleteRemoved();
    expect(service.deleted).toEqual(['01A']);
    service.observer?.next(announced({ status: 'COMPLETED', version: 9 }));
    expect(cards()).toEqual([]);
  });

  it('brings a photo back that somebody wants back', async () => {
    const { service, session, cards, steps } = visit({ url: await store() });
    await session.outbox.add([jpeg()]);
    const [card] = cards();
    if (card) session.remove(card);
    expect(cards()).toEqual([]);
    session.undo();
    await session.deleteRemoved();
    expect(steps()).toEqual(['Waiting']);
    expect(service.deleted).toEqual([]);
  });

  it('says that a person is blocked until they are let in again', async () => {
    const { service, session, state } = visit();
    closeLater(session.open('me'));
    await session.refresh();
    service.observer?.error?.(new ApiError('UserBlocked', 'x', { errorInfo: { reason: 'Spam' } }));
    service.observer?.state?.('closed');
    await session.refresh();
    expect(state()).toMatchObject({ barrier: { name: 'UserBlocked', values: { reason: 'Spam' } }, failure: null });
    await session.reconnect();
    service.observer?.state?.('connected');
    expect(state().barrier).toBeNull();
  });

  it('has a failed photo looked at again', async () => {
    const { session, cards, steps } = visit({ owned: [announced({ status: 'FAILED', version: 3 })] });
    await session.refresh();
    const [card] = cards();
    expect(card?.step).toMatchObject({ title: 'end.failed', retry: true });
    if (card) await session.retry(card);
    expect(steps()).toEqual(['Looking']);
  });

  it('brings a photo back that could not be deleted', async () => {
    const { service, session, cards, state } = visit({ owned: [announced()] });
    await session.refresh();
    service.failure = unreachable;
    const [card] = cards();
    if (card) session.remove(card);
    await session.deleteRemoved();
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
