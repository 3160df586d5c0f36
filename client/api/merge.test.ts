import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Analysis } from './api.ts';
import { merge } from './merge.ts';
import { announced } from './testing.ts';

const base = announced({ status: 'ANALYZING' });

const link = fc.option(
  fc.integer({ min: 10, max: 59 }).map((second) => `https://photos.test/p?X-Amz-Date=20260102T0304${second}Z`),
);

/** One version of an analysis: its links aside, it is the same wherever it is read. */
const analysis = fc
  .record({
    id: fc.constantFrom('01A', '01B', '01C', '01D'),
    version: fc.integer({ min: 1, max: 5 }),
    imageUrl: link,
    thumbnailUrl: link,
  })
  .map((some): Analysis => ({ ...base, ...some, width: some.version * 100 }));

const list = fc.array(analysis, { maxLength: 8 }).map((some) => merge([], some));

describe('merge', () => {
  it('changes nothing when the same arrives again', () => {
    fc.assert(
      fc.property(list, (a) => {
        expect(merge(a, a)).toEqual(a);
      }),
    );
  });

  it('does not depend on what arrives first', () => {
    fc.assert(
      fc.property(list, list, (a, b) => {
        expect(merge(a, b)).toEqual(merge(b, a));
      }),
    );
    fc.assert(
      fc.property(list, list, list, (a, b, c) => {
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      }),
    );
  });

  it('never goes back and never loses an analysis', () => {
    fc.assert(
      fc.property(list, list, (known, incoming) => {
        const merged = merge(known, incoming);
        for (const { id, version } of [...known, ...incoming]) {
          expect(merged.find((some) => some.id === id)?.version).toBeGreaterThanOrEqual(version);
        }
      }),
    );
  });

  it('lists each analysis once, newest first', () => {
    fc.assert(
      fc.property(list, list, (known, incoming) => {
        const ids = merge(known, incoming).map(({ id }) => id);
        expect(ids).toEqual([...new Set(ids)].sort().reverse());
      }),
    );
  });

  it('keeps the links when a version without any is published', () => {
    const read = { ...base, id: '01A', imageUrl: 'https://photos.test/a' };
    const published: Analysis = { ...base, id: '01A', version: 2, status: 'COMPLETED' };
    expect(merge([read], [published])).toEqual([{ ...published, imageUrl: 'https://photos.test/a' }]);
  });

  it('takes the link that was signed last', () => {
    const old = { ...base, id: '01A', imageUrl: 'https://photos.test/a?X-Amz-Date=20260102T030405Z&z=1' };
    const fresh = { ...base, id: '01A', imageUrl: 'https://photos.test/a?X-Amz-Date=20260102T040405Z&a=1' };
    expect(merge([fresh], [old])).toEqual([fresh]);
    expect(merge([old], [fresh])).toEqual([fresh]);
  });
});
