import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AnalysisFilter, AnalysisStatus } from '../../schema/generated/schema.ts';
import { ulidTime } from '../../schema/ulid.ts';
import type { StoredAnalysis } from './analysis.ts';
import { CallerError } from './errors.ts';
import { conditionsOf, meets } from './filter.ts';
import { labelPlaces, placeName } from './labels.ts';
import type { AnalysisIndex } from './ports.ts';
import { search } from './search.ts';

const owner = 'alice';
const day = 86_400_000;
const start = Date.parse('2026-11-20T00:00:00.000Z');

interface World {
  rows: StoredAnalysis[];
  index: AnalysisIndex;
}

/** An index over rows, and how often it is asked; `stale` are rows of which it has an old state. */
function worldOf(rows: StoredAnalysis[], indexed: StoredAnalysis[] = rows): World & { asked: () => number } {
  let asked = 0;
  const index: AnalysisIndex = {
    ids(_owner, range, { from, to, count }) {
      asked += 1;
      const entries = indexed.flatMap(({ id, status, labels }) => {
        if (id < from || id > to) return [];
        if ('status' in range) return status === range.status ? [{ id }] : [];
        const confidence = labelPlaces(labels).get(placeName(range.place));
        return confidence === undefined ? [] : [{ id, confidence }];
      });
      return Promise.resolve(entries.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, count));
    },
    rows: (_owner, ids) => Promise.resolve(ids.flatMap((id) => rows.find((row) => row.id === id) ?? [])),
  };
  return { rows, index, asked: () => asked };
}

const rowOf = (id: string, rest: Partial<StoredAnalysis> = {}): StoredAnalysis => ({
  ...{ id, owner, fileName: '', contentType: '', size: 1, sha256: '', createdAt: '', updatedAt: '' },
  ...{ status: 'COMPLETED', version: 1 },
  ...rest,
});
const labelOf = (name: string, confidence: number) => ({
  ...{ name, confidence, aliases: [`${name} too`], instances: [], parents: [], categories: [] },
});

const idAt = (time: number, i: number) => ulidTime(time) + String(i).padStart(16, '0');

const names = ['Car', 'Sheep', 'Sky'];
const statuses: AnalysisStatus[] = ['AWAITING_UPLOAD', 'COMPLETED', 'FAILED'];
const threshold = fc.oneof(fc.integer({ min: 30, max: 100 }), fc.double({ min: 30, max: 100, noNaN: true }));
const labels = fc.uniqueArray(fc.record({ name: fc.constantFrom(...names), confidence: threshold }), {
  selector: ({ name }) => name,
});

const rows = fc
  .array(fc.record({ days: fc.nat(3), status: fc.constantFrom(...statuses), labels }), { maxLength: 60 })
  .map((list) =>
    list.map(({ days, status, labels }, i) =>
      rowOf(idAt(start + days * day, i), {
        status,
        labels: labels
          .map(({ name, confidence }) => labelOf(name, confidence))
          .sort((a, b) => b.confidence - a.confidence),
      }),
    ),
  );

const name = fc.constantFrom('car', ' SHEEP', 'Sky', 'sky too', 'none');
const someNames = fc.option(fc.array(name, { maxLength: 2 }), { nil: undefined });
const aDay = fc.option(fc.constantFrom('2026-11-19', '2026-11-20', '2026-11-21', '2026-11-23'), { nil: undefined });
const filter: fc.Arbitrary<AnalysisFilter> = fc
  .record({
    status: fc.option(fc.array(fc.constantFrom(...statuses), { maxLength: 2 }), { nil: undefined }),
    labels: fc.option(fc.record({ all: someNames, any: someNames, none: someNames }), { nil: undefined }),
    minConfidence: fc.option(fc.oneof(threshold, fc.nat(100)), { nil: undefined }),
    from: aDay,
    to: aDay,
  })
  .filter(({ from, to }) => from === undefined || to === undefined || from <= to);

const newestFirst = (rows: StoredAnalysis[]) =>
  rows
    .map(({ id }) => id)
    .sort()
    .reverse();

it('gives exactly what meets a filter, newest first, in full pages, whatever the mix', async () => {
  await fc.assert(
    fc.asyncProperty(rows, filter, fc.integer({ min: 1, max: 9 }), async (all, filter, limit) => {
      const { index } = worldOf(all);
      const conditions = conditionsOf(filter);
      const expected = newestFirst(all.filter((row) => meets(row, conditions)));
      const got: string[] = [];
      let after: string | undefined;
      do {
        const page = await search(owner, filter, { index }, { after, limit });
        got.push(...page.rows.map(({ id }) => id));
        if (page.next !== undefined) expect(page.rows).toHaveLength(limit);
        after = page.next;
      } while (after !== undefined);
      expect(got).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

it('shows nothing that the index has and the rows have not, and still fills the page', async () => {
  await fc.assert(
    fc.asyncProperty(rows, filter, fc.func(fc.nat(2)), async (all, filter, fate) => {
      const now = all.flatMap((row): StoredAnalysis[] =>
        fate(row.id) === 0 ? [] : [fate(row.id) === 1 ? { ...row, status: 'COMPLETED' } : row],
      );
      const { index } = worldOf(now, all);
      const conditions = conditionsOf(filter);
      const { rows: page, next } = await search(owner, filter, { index }, { limit: 5 });
      for (const row of page) expect(meets(row, conditions)).toBe(true);
      if (next !== undefined) expect(page).toHaveLength(5);
    }),
  );
});

it('goes on after its position when there are new analyses and fewer old ones', async () => {
  const all = Array.from({ length: 20 }, (_, i) => rowOf(idAt(start, i)));
  const filter = { status: ['COMPLETED' as const] };
  const first = await search(owner, filter, worldOf(all), { limit: 5 });
  const others = [...all.filter(({ id }) => id !== first.next), rowOf(idAt(start + day, 1))];
  const second = await search(owner, filter, worldOf(others), { after: first.next, limit: 5 });
  expect(second.rows.map(({ id }) => id)).toEqual(newestFirst(all).slice(5, 10));
});

it('reads as much for a page of few as for a page of many', async () => {
  const world = (count: number) =>
    worldOf(
      Array.from({ length: count }, (_, i) => rowOf(idAt(start + i, i), { labels: i % 2 ? [labelOf('Car', 91)] : [] })),
    );
  const mixes: AnalysisFilter[] = [
    { status: ['COMPLETED'] },
    { labels: { all: ['car'] }, minConfidence: 75 },
    { labels: { none: ['car'] } },
    { minConfidence: 50, status: ['COMPLETED'] },
  ];
  for (const filter of mixes) {
    const [small, large] = [world(200), world(4000)];
    for (const each of [small, large]) expect((await search(owner, filter, each, { limit: 10 })).rows).toHaveLength(10);
    expect(large.asked()).toBe(small.asked());
  }
});

it.each<[string, AnalysisFilter]>([
  ['a confidence that is none', { minConfidence: 101 }],
  ['eleven names', { labels: { any: Array.from({ length: 11 }, (_, i) => `a${i}`) } }],
  ['a name of blanks', { labels: { none: ['  '] } }],
  ['days the wrong way round', { from: '2026-11-22', to: '2026-11-21' }],
])('refuses %s', (_what, filter) => {
  expect(() => conditionsOf(filter)).toThrow(CallerError);
});
