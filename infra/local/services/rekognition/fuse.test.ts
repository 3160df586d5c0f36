import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuse, type Opinion } from './fuse.ts';

const dog: Opinion = { className: 'dog', probability: 0.8, box: { left: 0.1, top: 0.1, right: 0.5, bottom: 0.5 } };
const nudged = (opinion: Opinion, by: number): Opinion => ({
  ...opinion,
  box: { ...opinion.box, left: opinion.box.left + by, right: opinion.box.right + by },
});
const elsewhere: Opinion = { ...dog, box: { left: 0.6, top: 0.6, right: 0.9, bottom: 0.9 } };

const ratio = fc.double({ min: 0, max: 0.5, noNaN: true });
const opinion: fc.Arbitrary<Opinion> = fc
  .record({
    className: fc.constantFrom('dog', 'cat', 'car', 'truck', 'person'),
    probability: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    left: ratio,
    top: ratio,
    width: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
    height: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
  })
  .map(({ className, probability, left, top, width, height }) => ({
    className,
    probability,
    box: { left, top, right: left + width, bottom: top + height },
  }));
const networks = fc.tuple(fc.array(opinion, { maxLength: 15 }), fc.array(opinion, { maxLength: 15 }));

describe('fuse', () => {
  it('sees one object where both networks see one, and is surer of it than with one network alone', () => {
    const [together] = fuse([[dog], [nudged(dog, 0.02)]]);
    const [alone] = fuse([[dog], []]);
    expect(fuse([[dog], [nudged(dog, 0.02)]])).toHaveLength(1);
    expect(together!.confidence).toBeGreaterThan(alone!.confidence);
  });

  it('gives the mean of the boxes, weighted by probability', () => {
    const unsure = { ...nudged(dog, 0.04), probability: 0.4 };
    expect(fuse([[dog], [unsure]])[0]!.box.left).toBeCloseTo((0.8 * 0.1 + 0.4 * 0.14) / 1.2);
  });

  it('never joins what one network sees as two', () => {
    expect(fuse([[dog, nudged(dog, 0.02)], []])).toHaveLength(2);
    expect(fuse([[dog], [elsewhere]])).toHaveLength(2);
  });

  it('lets the surer of two kinds of animal have a place, but a rider sit on a horse', () => {
    const horse: Opinion = { ...dog, className: 'horse', probability: 0.9 };
    const rider: Opinion = { ...dog, className: 'person', probability: 0.7 };
    expect(fuse([[dog, horse, rider], []]).map(({ className }) => className)).toEqual(['horse', 'person']);
  });

  it('finds nothing where no network does', () => {
    expect(fuse([[], []])).toEqual([]);
  });

  it('gives percentages in falling order, boxes within the boxes it was given, and no class that nobody saw', () => {
    fc.assert(
      fc.property(networks, (lists) => {
        const objects = fuse(lists);
        const all = lists.flat();
        const confidences = objects.map(({ confidence }) => confidence);
        expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
        for (const { className, confidence, box } of objects) {
          const seen = all.filter((one) => one.className === className).map((one) => one.box);
          expect(confidence).toBeGreaterThan(0);
          expect(confidence).toBeLessThan(100);
          expect(box.left).toBeGreaterThanOrEqual(Math.min(...seen.map(({ left }) => left)) - 1e-9);
          expect(box.bottom).toBeLessThanOrEqual(Math.max(...seen.map(({ bottom }) => bottom)) + 1e-9);
        }
        expect(objects.length).toBeLessThanOrEqual(all.length);
      }),
    );
  });

  it('does not care which network is asked first', () => {
    fc.assert(
      fc.property(networks, ([first, second]) => {
        // Equal probabilities are taken in the order of the networks.
        const probabilities = [...first, ...second].map(({ probability }) => probability);
        fc.pre(new Set(probabilities).size === probabilities.length);
        expect(fuse([second, first])).toEqual(fuse([first, second]));
      }),
    );
  });

  it('is no less sure when a network becomes surer', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 0.5, noNaN: true }),
        fc.double({ min: 0.01, max: 0.4, noNaN: true }),
        (probability, more) => {
          const before = fuse([[{ ...dog, probability }], [dog]])[0]!.confidence;
          const after = fuse([[{ ...dog, probability: probability + more }], [dog]])[0]!.confidence;
          expect(after).toBeGreaterThan(before);
        },
      ),
    );
  });
});
