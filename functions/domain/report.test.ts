import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayOf, monthOf } from '../../schema/table.ts';
import { CallerError } from './errors.ts';
import { latencyQuantile } from './latencies.ts';
import { summarize, summaryOf } from './month.ts';
import type { Tallies } from './ports.ts';
import { listLabels, report, type ReportPorts } from './report.ts';
import { sum, type Totals } from './totals.ts';

const owner = 'alice';
const start = Date.parse('2026-01-20T00:00:00.000Z');
const dayAt = (i: number) => dayOf(new Date(start + i * 86_400_000));

const label = fc.tuple(fc.constantFrom('Car', 'Cat', 'Sheep', 'Sky'), fc.integer({ min: 1, max: 9 }));
const totals = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.array(label), fc.nat(80))
  .map(([photos, labels, bucket]): Totals =>
    labels
      .map(([name, count]): Totals => ({ [`n:${name}`]: count, [`c:${name}`]: count * 7512, 'at:75': count }))
      .reduce(sum, { photos, COMPLETED: photos, bytes: photos * 10, [`ms:${bucket}`]: photos }),
  );

/** Days that the months know, and up to three that they know in an older state or not at all. */
const world = fc.record({
  known: fc.dictionary(fc.nat(70).map(dayAt), totals),
  changed: fc.dictionary(fc.nat(70).map(dayAt), totals, { maxKeys: 3 }),
});

function portsOf({ known, changed }: { known: Record<string, Totals>; changed: Record<string, Totals> }): ReportPorts {
  const inMonth = (month: string) => new Map(Object.entries(known).filter(([day]) => monthOf(day) === month));
  const months = [...new Set(Object.keys(known).map(monthOf))];
  const newest: Tallies['changed'] = (_owner, from, to) =>
    Promise.resolve(new Map(Object.entries(changed).filter(([day]) => day >= from && day <= to)));
  return {
    tallies: { changed: newest },
    months: {
      between: (_owner, from, to) =>
        Promise.resolve(
          new Map(
            months
              .filter((month) => month >= from && month <= to)
              .map((month) => [month, summarize(inMonth(month)).month]),
          ),
        ),
      days: (_owner, names) => Promise.resolve(new Map(names.map((name) => [name, summarize(inMonth(name)).days]))),
    },
    now: () => new Date('2026-04-30T12:00:00.000Z'),
  };
}

const range = fc.tuple(fc.nat(70), fc.nat(70)).map(([one, other]) => ({
  from: dayAt(Math.min(one, other)),
  to: dayAt(Math.max(one, other)),
}));

it('a report is the sum of its days, whichever of them the months know', async () => {
  await fc.assert(
    fc.asyncProperty(world, range, async (stored, { from, to }) => {
      const days = Object.entries({ ...stored.known, ...stored.changed })
        .filter(([day]) => day >= from && day <= to)
        .sort();
      const all = days.map(([, each]) => each).reduce(sum, {});
      const got = await report(owner, { from, to }, portsOf(stored));
      expect(got.days.map(({ day, totals: { photos } }) => [day, photos])).toEqual(
        days.map(([day, { photos }]) => [day, photos]),
      );
      expect(got.total).toMatchObject({
        photos: all['photos'] ?? 0,
        completed: all['photos'] ?? 0,
        bytes: 10 * (all['photos'] ?? 0),
        medianMs: latencyQuantile(summaryOf(all).latencies, 0.5) ?? null,
      });
      const counts = Object.fromEntries(got.total.labels.map(({ name, count }) => [`n:${name}`, count]));
      expect(counts).toEqual(Object.fromEntries(Object.entries(all).filter(([key]) => key.startsWith('n:'))));
      const seen = got.total.labels.reduce((all, { count }) => all + count, 0);
      expect(got.confidences.filter(({ count }) => count > 0)).toEqual(
        seen > 0 ? [{ from: 75, to: 80, count: seen }] : [],
      );
      for (const { meanConfidence } of got.total.labels) expect(meanConfidence).toBe(75.12);
      const labels = await listLabels(owner, { prefix: ' cA', from, to }, portsOf(stored));
      for (const { name, count, lastSeen } of labels) {
        expect(count).toBe(all[`n:${name}`]);
        expect(lastSeen).toBe(days.filter(([, each]) => each[`n:${name}`]).at(-1)?.[0]);
      }
      expect(labels).toHaveLength(['n:Car', 'n:Cat'].filter((key) => key in all).length);
    }),
  );
});

it.each([
  ['the wrong way round', { from: '2026-01-02', to: '2026-01-01' }],
  ['367 days', { from: '2025-01-01', to: '2026-01-02' }],
  ['days that are none', { from: '2026-02-31T', to: 'today' }],
])('refuses %s', async (_what, days) => {
  const ports = portsOf({ known: {}, changed: {} });
  await expect(report(owner, days, ports)).rejects.toThrow(CallerError);
  await expect(listLabels(owner, days, ports)).rejects.toThrow(CallerError);
});

it('takes 366 days, and the last twelve months where none are named', async () => {
  const ports = portsOf({
    known: { '2025-05-01': { photos: 1, 'n:Car': 1 }, '2025-04-30': { 'n:Cat': 1 } },
    changed: {},
  });
  expect((await report(owner, { from: '2024-01-01', to: '2024-12-31' }, ports)).days).toEqual([]);
  expect(await listLabels(owner, {}, ports)).toMatchObject([{ name: 'Car', lastSeen: '2025-05-01' }]);
  await expect(listLabels(owner, { limit: 0 }, ports)).rejects.toThrow(CallerError);
});
