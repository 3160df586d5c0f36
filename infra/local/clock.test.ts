import { expect, it } from 'vitest';
import { SteerableClock } from './clock.ts';

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

it('tells whole milliseconds, whatever it was asked to wait or to move on', () => {
  const clock = new SteerableClock();
  const told: number[] = [];
  clock.after(10.8, () => told.push(clock.now()));
  clock.advance(20.3);
  told.push(clock.now());
  expect(told).toHaveLength(2);
  expect(told.every(Number.isInteger)).toBe(true);
});

it('lets what falls due on the way happen at its own time, earliest first', () => {
  const clock = new SteerableClock();
  const start = clock.now();
  const told: [string, boolean][] = [];
  clock.after(60_000, () => told.push(['late', clock.now() - start < 61_000]));
  clock.after(1000, () => told.push(['early', clock.now() - start < 2000]));
  clock.advance(3_600_000);
  expect(told).toEqual([
    ['early', true],
    ['late', true],
  ]);
});

it('moves on only once what is under way has ended, and what falls due too', async () => {
  const clock = new SteerableClock();
  const start = clock.now();
  const aged: Record<string, number> = {};
  const work = async (name: string) => {
    const began = clock.now();
    await soon();
    aged[name] = clock.now() - began;
  };
  void clock.during(work('before'));
  clock.after(1000, () => void clock.during(work('on the way')));
  await clock.pass(3_600_000);
  expect(clock.now() - start).toBeGreaterThanOrEqual(3_600_000);
  expect(Object.keys(aged)).toEqual(['before', 'on the way']);
  // Only as long as it took.
  expect(Math.max(...Object.values(aged))).toBeLessThan(1000);
});
