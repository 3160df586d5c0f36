import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intersectionOverUnion, type Box } from './box.ts';

const coordinate = fc.double({ min: -100, max: 100, noNaN: true });
const extent = fc.double({ min: 0.01, max: 100, noNaN: true });
const box: fc.Arbitrary<Box> = fc
  .record({ left: coordinate, top: coordinate, width: extent, height: extent })
  .map(({ left, top, width, height }) => ({ left, top, right: left + width, bottom: top + height }));

describe('intersectionOverUnion', () => {
  it('is a half for a box and its half, and a third for two that share half of each', () => {
    const square = { left: 0, top: 0, right: 2, bottom: 2 };
    expect(intersectionOverUnion(square, { ...square, right: 1 })).toBe(0.5);
    expect(intersectionOverUnion(square, { ...square, left: 1, right: 3 })).toBeCloseTo(1 / 3);
  });

  it('is between 0 and 1, the same both ways, and 1 with itself', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        const overlap = intersectionOverUnion(a, b);
        expect(overlap).toBeGreaterThanOrEqual(0);
        expect(overlap).toBeLessThanOrEqual(1 + 1e-9);
        expect(overlap).toBeCloseTo(intersectionOverUnion(b, a), 12);
        expect(intersectionOverUnion(a, a)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('is 0 for boxes that do not meet', () => {
    fc.assert(
      fc.property(box, extent, (a, gap) => {
        const width = a.right - a.left;
        const beside = { ...a, left: a.right + gap, right: a.right + gap + width };
        expect(intersectionOverUnion(a, beside)).toBe(0);
      }),
    );
  });
});
