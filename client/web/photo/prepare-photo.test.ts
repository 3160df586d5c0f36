import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { downscaled } from './prepare-photo.ts';

describe('downscaled', () => {
  it('is small enough, keeps the shape and grows nothing', () => {
    const side = fc.integer({ min: 80, max: 30_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const after = downscaled({ width, height });
        expect(Math.max(after.width, after.height)).toBeLessThanOrEqual(10_000);
        expect(after.width).toBeLessThanOrEqual(width);
        expect(after.height).toBeLessThanOrEqual(height);
        expect(Math.abs(after.width / width - after.height / height)).toBeLessThan(1 / Math.min(width, height));
      }),
    );
  });

  it('keeps the shorter side of a panorama as long as the service wants it', () => {
    expect(downscaled({ width: 12_000, height: 9000 })).toEqual({ width: 4096, height: 3072 });
    expect(downscaled({ width: 20_000, height: 200 })).toEqual({ width: 8000, height: 80 });
  });
});
