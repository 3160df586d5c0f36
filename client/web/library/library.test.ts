import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import { announced } from '../../api/testing.ts';
import { Library } from './library.ts';
import { everything } from './wanted.ts';

const photos = Array.from({ length: 150 }, (_, index) =>
  announced({ id: `01${String(200 - index).padStart(3, '0')}` }),
);

function open(wanted = {}) {
  const asked: unknown[] = [];
  const api = {
    failing: false,
    analyses({ limit, nextToken }: { limit?: number | null | undefined; nextToken?: string | null | undefined }) {
      asked.push(nextToken);
      if (this.failing) return Promise.reject(new ApiError('NetworkError', 'x'));
      const from = Number(nextToken ?? 0);
      const to = from + (limit ?? 25);
      return Promise.resolve({ items: photos.slice(from, to), nextToken: to < photos.length ? String(to) : null });
    },
  };
  let changes = 0;
  const library = new Library(api, { ...everything, ...wanted }, () => (changes += 1));
  return { api, asked, library, changes: () => changes };
}

describe('a library', () => {
  it('reads page after page, each once, until all are there', async () => {
    const { asked, library } = open();
    await Promise.all([library.readMore(), library.readMore()]);
    expect(library.state).toMatchObject({ complete: false, reading: false });
    await library.readMore();
    await library.readMore();
    await library.readMore();
    expect(asked).toEqual([null, '60', '120']);
    expect(library.state.items.map(({ id }) => id)).toEqual(photos.map(({ id }) => id));
    expect(library.state.complete).toBe(true);
  });

  it('says that a page could not be read, and reads it when asked again', async () => {
    const { api, library } = open();
    api.failing = true;
    await library.readMore();
    expect(library.state.failure?.errorType).toBe('NetworkError');
    api.failing = false;
    await library.readMore();
    expect(library.state).toMatchObject({ failure: null });
    expect(library.state.items).toHaveLength(60);
  });

  it('shows newer versions in their places', async () => {
    const { library } = open();
    await library.readMore();
    library.hear([{ ...photos[3]!, status: 'COMPLETED', version: 5 }], false);
    expect(library.state.items[3]).toMatchObject({ id: photos[3]!.id, status: 'COMPLETED' });
    expect(library.state.fresh).toBe(0);
  });

  it('shows new photos on top only when nothing jumps, and counts them otherwise', async () => {
    const { library } = open();
    await library.readMore();
    library.hear([announced({ id: '01300' })], true);
    expect(library.state.items[0]?.id).toBe('01300');
    library.hear([announced({ id: '01301' })], false);
    expect(library.state).toMatchObject({ fresh: 1 });
    expect(library.state.items[0]?.id).toBe('01300');
    await library.restart();
    expect(library.state.fresh).toBe(0);
  });

  it('shows and counts what is wanted, and nothing else', async () => {
    const { library } = open({ status: 'COMPLETED' });
    await library.readMore();
    const waiting = announced({ id: '01300' });
    library.hear([waiting], false);
    expect(library.state).toMatchObject({ fresh: 0 });
    library.hear([{ ...waiting, status: 'COMPLETED', version: 3 }], false);
    expect(library.state).toMatchObject({ fresh: 1 });
    library.hear([{ ...waiting, status: 'COMPLETED', version: 3 }], true);
    expect(library.state).toMatchObject({ fresh: 0 });
    expect(library.state.items[0]?.id).toBe('01300');
  });

  it('does not take what it has not read yet for new', async () => {
    const { library } = open();
    library.hear(photos, false);
    expect(library.state.fresh).toBe(0);
    await library.readMore();
    library.hear(photos, false);
    expect(library.state.fresh).toBe(0);
  });

  it('puts what has come to meet the filter among what did before', async () => {
    const { library } = open();
    await library.readMore();
    library.hear([announced({ id: '01150b' })], true);
    expect(library.state.items.map(({ id }) => id).slice(50, 52)).toEqual(['01150b', '01150']);
  });

  it('changes nothing for what it knows', async () => {
    const { library, changes } = open();
    await library.readMore();
    const before = changes();
    library.hear(photos, true);
    expect(changes()).toBe(before);
  });
});
