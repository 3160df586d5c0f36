import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intersectionOverUnion } from './box.ts';
import { calibrated, logit, sigmoid, suppressOverlaps, type Candidate } from './detection-model.ts';

const score = fc.double({ min: 0, max: 1, noNaN: true });
const candidate: fc.Arbitrary<Candidate> = fc
  .record({
    className: fc.constantFrom('dog', 'cat'),
    score,
    left: fc.nat(20),
    top: fc.nat(20),
    size: fc.integer({ min: 5, max: 20 }),
  })
  .map(({ className, score, left, top, size }) => ({
    className,
    score,
    box: { left, top, right: left + size, bottom: top + size },
  }));

describe('suppressOverlaps', () => {
  it('leaves no two boxes of a class that overlap by more than half, best first, and drops only such', () => {
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 40 }), (candidates) => {
        const kept = suppressOverlaps(candidates);
        const clashes = (a: Candidate, b: Candidate) =>
          a.className === b.className && intersectionOverUnion(a.box, b.box) > 0.5;
        kept.forEach((one, index) => {
          expect(kept.slice(index + 1).some((other) => clashes(one, other) || other.score > one.score)).toBe(false);
        });
        for (const dropped of candidates.filter((one) => !kept.includes(one))) {
          expect(kept.some((better) => better.score >= dropped.score && clashes(better, dropped))).toBe(true);
        }
      }),
    );
  });

  it('keeps a hundred', () => {
    const apart = Array.from({ length: 150 }, (_, index) => ({
      className: 'dog' as const,
      score: 0.5,
      box: { left: index * 10, top: 0, right: index * 10 + 5, bottom: 5 },
    }));
    expect(suppressOverlaps(apart)).toHaveLength(100);
  });
});

describe('calibration', () => {
  it('keeps the order of scores and stays a probability', () => {
    fc.assert(
      fc.property(score, score, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((s) => calibrated(s, { slope: 1.78, offset: 0.43 }));
        expect(low).toBeLessThanOrEqual(high!);
        expect(low).toBeGreaterThan(0);
        expect(high).toBeLessThan(1);
      }),
    );
  });

  it('leaves a score alone with slope 1 and offset 0', () => {
    expect(calibrated(0.3, { slope: 1, offset: 0 })).toBeCloseTo(0.3, 12);
    expect(sigmoid(logit(0.999))).toBeCloseTo(0.999, 12);
  });
});
