import { expect, it } from 'vitest';
import { summarize } from '../domain/month.ts';
import type { Totals } from '../domain/totals.ts';
import { fitting, monthDaysItem, monthItem } from './month-item.ts';

/** A month in which each of so many labels is seen on each day, in counts that compress badly. */
function monthOf(labels: number) {
  let state = 1;
  const next = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  const letters = () => Array.from({ length: 9 }, () => String.fromCharCode(97 + next(26))).join('');
  const names = Array.from({ length: labels }, letters);
  const day = (): Totals =>
    Object.fromEntries([
      ['photos', 100 + next(100)],
      ['bytes', next(1_000_000_000)],
      ...Array.from({ length: 40 }, (_, i): [string, number] => [`ms:${i + 20}`, 1 + next(9)]),
      ...names.flatMap((name): [string, number][] => {
        const count = 1 + next(40);
        return [
          [`n:${name}`, count],
          [`c:${name}`, count * (5500 + next(4500))],
        ];
      }),
    ]);
  return summarize(new Map(Array.from({ length: 31 }, (_, i) => [`2026-01-${String(i + 1).padStart(2, '0')}`, day()])));
}

it.each([0, 100, 500, 1500])('a month of %i labels a day takes no more room than a report may read', (labels) => {
  const { month, days } = monthOf(labels);
  const { month: one, days: other } = fitting(month, days);
  expect(one.length).toBeLessThanOrEqual(9500);
  expect(other.length).toBeLessThanOrEqual(28_000);
});

it('reads what it has stored', () => {
  const { month, days } = monthOf(20);
  const stored = fitting(month, days);
  expect(monthItem.parse(stored.month)).toEqual(month);
  expect(monthDaysItem.parse(stored.days)).toEqual(days);
});

it('refuses what is none', () => {
  const { days } = fitting({ days: {}, labels: [] }, {});
  expect(() => monthItem.parse(days)).toThrow();
});
