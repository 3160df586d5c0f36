import { createHash } from 'node:crypto';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { analyzeImage } from './analyze-image/analyze-image.ts';
import { createUploads } from './create-uploads/create-uploads.ts';
import { failDeadLetter } from './fail-dead-letter/fail-dead-letter.ts';
import { retryAnalysis } from './retry-analysis/retry-analysis.ts';
import { sweep } from './sweep/sweep.ts';
import { Killed, killedAfter } from './testing/crashes.ts';
import { inMemoryPorts } from './testing/in-memory.ts';
import { isFinal } from './domain/analysis.ts';
import { erase } from './domain/erase.ts';
import { CallerError } from './domain/errors.ts';
import { labelPlaces } from './domain/labels.ts';
import { report } from './domain/report.ts';
import { sum, totalsOf } from './domain/totals.ts';
import { photoLimits } from '../schema/limits.ts';
import { serviceTotals } from '../schema/table.ts';

const owner = 'alice';
const start = Date.parse('2026-11-22T10:00:00.000Z');
const dailyLimit = 4;
const photo = await sharp({ create: { width: 100, height: 100, channels: 3, background: '#3a7' } })
  .jpeg()
  .toBuffer();

const step = fc.record({
  does: fc.constantFrom('announce', 'arrive', 'analyze', 'fail', 'delete', 'retry', 'sweep', 'crowd'),
  /** Which photo, or which of the analyses that there are. */
  which: fc.nat(3),
  /** The process dies after so many writes, if at all. */
  writes: fc.option(fc.nat(9), { nil: Infinity }),
  minutes: fc.constantFrom(0, 0, 1, 10, 25),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A service whose processes die, and the clock that they all look at. */
function world() {
  let time = start;
  let made = 0;
  let looks = 0;
  const ports = {
    ...inMemoryPorts(),
    dailyLimit,
    monthlyCeiling: 1000,
    maxBytes: photoLimits.maxBytes,
    newId: () => `01KB${String(made++).padStart(22, '0')}`,
    now: () => new Date(time),
    pause: () => Promise.resolve(),
    // No two looks see the same.
    detector: { detectLabels: () => Promise.resolve({ labels: seen(looks++), labelModelVersion: '3.0' }) },
  };
  const idOf = (which: number) => [...ports.records.values()][which % Math.max(1, ports.records.size)]?.id ?? 'none';
  const act: Record<Step['does'], (which: number, living: typeof ports) => Promise<unknown>> = {
    announce: (which, living) =>
      createUploads({ owner, userName: undefined, sourceIp: undefined, files: [file(which)] }, living),
    arrive(which) {
      const record = ports.records.get(`${owner}/${idOf(which)}`);
      if (record) ports.stored.set(`${owner}/${record.id}`, { bytes: photo, contentType: 'image/jpeg' });
      return Promise.resolve();
    },
    async analyze(which, living) {
      // Its event comes from the photo's arrival.
      if (ports.stored.has(`${owner}/${idOf(which)}`)) await analyzeImage(owner, idOf(which), living);
    },
    // A letter about the first look, which may be long over.
    fail: (which, living) => failDeadLetter({ owner, id: idOf(which), run: idOf(which) }, living),
    delete: (which, living) => erase(owner, idOf(which), living),
    retry: (which, living) => retryAnalysis({ owner, id: idOf(which) }, living),
    sweep: (_which, living) => sweep(living),
    // Everybody at once, each going on while the others wait.
    crowd: (which, living) =>
      Promise.all(
        (['sweep', 'analyze', 'sweep', 'delete', 'sweep'] as const).map((does) =>
          act[does](which, living).catch(expected),
        ),
      ),
  };
  return {
    ports,
    run: async ({ does, which, writes, minutes }: Step) => {
      time += minutes * 60_000;
      await act[does](which, killedAfter(ports, writes)).catch(expected);
    },
    /** The sweeper and the queue have all the time they need. */
    settleDown: async () => {
      for (let round = 0; round < 8; round += 1) {
        time += 30 * 60_000;
        await sweep(ports);
        for (const { id } of ports.queued.splice(0)) await analyzeImage(owner, id, ports).catch(expected);
      }
    },
  };
}

const seen = (look: number) =>
  ['Sheep', 'Meadow', 'Sky', 'Dog'].slice(look % 3).map((name, i) => ({
    ...{ name, confidence: 97.5 - 3 * i - look, parents: [], aliases: [], categories: [], instances: [] },
  }));

const file = (which: number) => ({
  fileName: 'a.jpg',
  contentType: 'image/jpeg',
  size: photo.length,
  sha256: createHash('sha256').update(String(which)).digest('base64'),
});

function expected(error: unknown): void {
  if (error instanceof Killed || error instanceof CallerError) return;
  throw error;
}

const abandoned: Step[] = [
  { does: 'announce', which: 0, writes: Infinity, minutes: 0 },
  { does: 'fail', which: 0, writes: Infinity, minutes: 0 },
  { does: 'arrive', which: 0, writes: Infinity, minutes: 0 },
  { does: 'retry', which: 0, writes: 2, minutes: 0 },
  { does: 'delete', which: 0, writes: Infinity, minutes: 0 },
];

it('whatever dies at whatever write, everything ends, and everything counts exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const { ports, run, settleDown } = world();
      for (const each of steps) await run(each);
      for (const { used } of ports.days.values()) expect(used).toBeLessThanOrEqual(dailyLimit);
      await settleDown();

      const records = [...ports.records.values()];
      expect(records.filter(({ status, dueAt }) => !isFinal(status) || dueAt !== undefined)).toEqual([]);
      for (const day of ports.days.values()) expect(day.reserved).toEqual([]);
      for (const [key, tally] of ports.tallied) {
        const [, day = ''] = key.split('/');
        const own = records.filter(({ createdAt }) => createdAt.startsWith(day));
        expect({ key, ...tally }).toMatchObject({
          totals: own.map(totalsOf).reduce(sum, {}),
          added: [],
          changed: false,
        });
      }
      const range = { from: '2026-01-01', to: '2026-12-31' };
      const { total } = await report(owner, range, ports);
      expect(total).toMatchObject({ photos: records.length, bytes: records.length * photo.length });
      expect(total.completed).toBe(records.filter(({ status }) => status === 'COMPLETED').length);
      expect(await report(serviceTotals.whole, range, ports)).toMatchObject({ total });
      const places = records.flatMap(({ id, labels }) =>
        [...labelPlaces(labels).keys()].map((place) => `${owner}/${place}/${id}`),
      );
      expect([...ports.places.keys()].sort()).toEqual(places.sort());
      for (const id of ports.photosKnown.values()) expect(records.map((record) => record.id)).toContain(id);
      for (const key of ports.stored.keys()) expect(ports.records.has(key)).toBe(true);
    }),
    {
      numRuns: 300,
      // A repeat that died when it had its place, of a photo that was then deleted.
      examples: [[abandoned]],
    },
  );
});
