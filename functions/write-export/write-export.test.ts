import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxExportRows } from '../../schema/limits.ts';
import type { StoredAnalysis } from '../domain/analysis.ts';
import { announce } from '../domain/analysis.ts';
import { deleteMyData } from '../domain/delete-my-data.ts';
import { CallerError } from '../domain/errors.ts';
import { exportAnalyses } from '../export-analyses/export-analyses.ts';
import { sweep } from '../sweep/sweep.ts';
import { Killed, killedAfter } from '../testing/crashes.ts';
import { inMemoryPorts } from '../testing/in-memory.ts';
import { writeExport } from './write-export.ts';

const owner = 'alice';
const start = Date.parse('2026-11-22T10:00:00.000Z');
const hours = 60 * 60_000;
const file = { fileName: 'a.jpg', contentType: 'image/jpeg', size: 3, sha256: '' };
const analysis = announce({ id: 'any', owner, sourceIp: undefined, file, now: new Date(start).toISOString() });

async function* analyses(count: number): AsyncGenerator<StoredAnalysis> {
  for (let i = 0; i < count; i += 1) yield await Promise.resolve({ ...analysis, id: String(i) });
}

function world(rows = 3) {
  let time = start;
  let made = 0;
  const ports = {
    ...inMemoryPorts(),
    found: () => analyses(rows),
    newId: () => `export-${(made += 1)}`,
    now: () => new Date(time),
  };
  return {
    ports,
    pass: (milliseconds: number) => (time += milliseconds),
    ask: (living = ports) => exportAnalyses({ owner, filter: undefined, format: 'CSV' }, living),
    /** Delivers the oldest message, and keeps it: it may come again. */
    deliver: async (which: number, living = ports) => {
      const message = ports.exportsQueued[which % Math.max(1, ports.exportsQueued.length)];
      if (message) await writeExport(message, living);
    },
    latest: () => ports.exported.get(owner),
  };
}

describe('an export', () => {
  it('is written, and told of from the wish to the end', async () => {
    const { ports, ask, deliver } = world(12_000);
    const { id } = await ask();
    await deliver(0);
    expect(ports.exportedFiles.get(`${owner}/${id}`)).toHaveLength(12_000);
    expect(ports.exportsAnnounced.map(({ status, rows }) => `${status} ${rows}`)).toEqual([
      ...['REQUESTED 0', 'RUNNING 0', 'RUNNING 5000', 'RUNNING 10000', 'COMPLETED 12000'],
    ]);
    expect(ports.exportsAnnounced.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
  });

  it('is one at a time, and the last one only', async () => {
    const { ports, ask, deliver } = world();
    const first = await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'Conflict', info: { id: first.id } });
    await deliver(0);
    const second = await ask();
    await deliver(1);
    expect([...ports.exportedFiles.keys()]).toEqual([`${owner}/${second.id}`]);
  });

  it('is refused for a filter that is none', async () => {
    const { ports } = world();
    const filter = { from: '2026-11-22', to: '2026-11-21' };
    await expect(exportAnalyses({ owner, filter, format: 'CSV' }, ports)).rejects.toMatchObject({
      code: 'InvalidInput',
    });
  });

  it('is tried three times, and then given up in plain words', async () => {
    const { ports, ask, deliver, pass, latest } = world();
    ports.exportFiles.write = () => Promise.reject(new Error('no disk'));
    await ask();
    for (let round = 0; round < 6; round += 1) {
      await deliver(ports.exportsQueued.length - 1);
      pass(hours / 4);
      await sweep(ports);
    }
    expect(latest()).toMatchObject({
      status: 'FAILED',
      tries: 3,
      message: expect.stringContaining('Ask for it again') as string,
    });
  });

  it('of more rows than fit is refused in plain words at once', async () => {
    const { ports, ask, deliver, latest } = world();
    const row = { ...analysis };
    ports.found = async function* () {
      for (let i = 0; i <= maxExportRows; i += 1) yield row;
      await Promise.resolve();
    };
    ports.exportFiles.write = async (_record, rows) => {
      for await (const each of rows) if (each !== row) throw new Error('another row');
    };
    await ask();
    await deliver(0);
    expect(latest()).toMatchObject({ status: 'FAILED', message: expect.stringContaining('1,000,000') as string });
  });

  it('is gone after a day, with its file', async () => {
    const { ports, ask, deliver, pass, latest } = world();
    await ask();
    await deliver(0);
    pass(23 * hours);
    await sweep(ports);
    expect(latest()).toMatchObject({ status: 'COMPLETED' });
    pass(hours);
    await sweep(ports);
    expect(latest()).toBeUndefined();
    expect(ports.exportedFiles.size).toBe(0);
  });

  it('goes with everything else, also while it is written', async () => {
    const { ports, ask, deliver, pass, latest } = world();
    const { id } = await ask();
    const write = ports.exportFiles.write;
    ports.exportFiles.write = async (record, rows) => {
      await write(record, rows);
      await deleteMyData(owner, ports);
    };
    await deliver(0);
    expect(latest()).toMatchObject({ id, abandoned: true });
    expect(ports.exportedFiles.size).toBe(0);
    await expect(ask()).rejects.toMatchObject({ code: 'Conflict' });
    pass(hours);
    await sweep(ports);
    expect(latest()).toBeUndefined();
  });
});

const step = fc.record({
  does: fc.constantFrom('ask', 'deliver', 'deliver', 'sweep', 'delete'),
  which: fc.nat(5),
  writes: fc.option(fc.nat(6), { nil: Infinity }),
  minutes: fc.constantFrom(0, 0, 1, 25, 600),
});

it('ends, whoever dies at whatever write, and leaves no file but its own', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { ports, ask, deliver, pass, latest } = world(5001);
      for (const { does, which, writes, minutes } of steps) {
        pass(minutes * 60_000);
        const living = killedAfter(ports, writes);
        const acts = {
          ask: () => ask(living),
          deliver: () => deliver(which, living),
          sweep: () => sweep(living),
          delete: () => deleteMyData(owner, living),
        };
        await acts[does]().catch((error: unknown) => {
          if (!(error instanceof Killed || error instanceof CallerError)) throw error;
        });
      }
      // The sweeper and the queue have the time they need, short of a day.
      for (let round = 0; round < 8; round += 1) {
        pass(hours / 2);
        await sweep(ports);
        for (let i = 0; i < ports.exportsQueued.length; i += 1) await deliver(i);
      }
      const left = latest();
      if (left) expect(['COMPLETED', 'FAILED']).toContain(left.status);
      expect([...ports.exportedFiles.keys()]).toEqual(left?.status === 'COMPLETED' ? [`${owner}/${left.id}`] : []);
      pass(25 * hours);
      for (let round = 0; round < 3; round += 1) await sweep(ports);
      expect(latest()).toBeUndefined();
      expect(ports.exportedFiles.size).toBe(0);
    }),
    { numRuns: 300 },
  );
});
