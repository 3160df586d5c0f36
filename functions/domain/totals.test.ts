import fc from 'fast-check';
import { expect, it } from 'vitest';
import { latencyQuantile } from './latencies.ts';
import { summaryOf } from './month.ts';
import { confidenceBands, difference, sum, totalsOf } from './totals.ts';

const totals = fc.dictionary(fc.constantFrom('photos', 'bytes', 'n:Car'), fc.integer({ min: 1, max: 9 }));
const analysis = {
  ...{ id: '', owner: '', fileName: '', contentType: '', size: 7, sha256: '', createdAt: '', updatedAt: '' },
  ...{ status: 'COMPLETED' as const, version: 3 },
};

it('what is added and taken away again leaves nothing', () => {
  fc.assert(
    fc.property(totals, totals, (one, other) => {
      expect(sum(one, difference(one, other))).toEqual(other);
      expect(difference(one, one)).toEqual({});
    }),
  );
});

it('a median and a p95 are within 4.5 % of the nearest rank', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 100, max: 100_000_000 }), { minLength: 1 }),
      fc.constantFrom(0.5, 0.95),
      (times, share) => {
        const all = times.map((labelsAfterMs) => totalsOf({ ...analysis, labelsAfterMs })).reduce(sum);
        const exact = times.sort((a, b) => a - b)[Math.ceil(share * times.length) - 1]!;
        const got = latencyQuantile(summaryOf(all).latencies, share)!;
        expect(Math.abs(got - exact)).toBeLessThanOrEqual(0.045 * exact + 1);
      },
    ),
  );
});

it('every label that counts is in one band, that of its confidence', () => {
  const confidences = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 20 });
  fc.assert(
    fc.property(confidences, (all) => {
      const labels = all.map((confidence, i) => ({
        ...{ name: `Label ${i}`, confidence, aliases: [], instances: [], parents: [], categories: [] },
      }));
      const bands = confidenceBands(totalsOf({ ...analysis, labels }));
      expect(bands.map(({ from }) => from)).toEqual([55, 60, 65, 70, 75, 80, 85, 90, 95]);
      for (const { from, to, count } of bands) {
        const inside = all.filter((each) => each >= from && (each < to || (to === 100 && each === 100)));
        expect(count).toBe(inside.length);
      }
    }),
  );
});

it('a label counts once, with its confidence, when a photo can be found by it', () => {
  const label = { aliases: ['Auto'], instances: [], parents: [], categories: [] };
  const labels = [
    { ...label, name: 'Car', confidence: 97.128 },
    { ...label, name: 'Sheep', confidence: 54 },
  ];
  expect(totalsOf({ ...analysis, labels })).toEqual({
    ...{ photos: 1, bytes: 7, COMPLETED: 1 },
    ...{ 'n:Car': 1, 'c:Car': 9713, 'at:95': 1 },
  });
});
