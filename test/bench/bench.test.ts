import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { writeSection } from './document.ts';
import { interleaved, quantile } from './measuring.ts';

vi.setConfig({ testTimeout: 600_000 });

const root = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const numbers = z.array(z.number().nonnegative()).length(2);
const printed = z.strictObject({
  rows: z.array(
    z.strictObject({
      query: z.string(),
      sizes: z.tuple([z.literal(1000), z.literal(2000)]),
      units: numbers,
      latencyMs: numbers,
      unitsRatio: z.number(),
      latencyRatio: z.number(),
    }),
  ),
});

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'image-analyzer-bench-'));
});
afterAll(() => rm(folder, { recursive: true }));

function bench(...args: string[]) {
  const script = path.join(import.meta.dirname, 'bench.ts');
  return run(process.execPath, ['--import', 'tsx', script, '--assembly', 'cdk.out', ...args], { cwd: root });
}

describe('npm run bench -- reports', () => {
  it('finds that a page costs the same among twice as many, and writes nothing down of other sizes', async () => {
    const document = () => readFile(path.join(root, 'docs/performance.md'), 'utf8');
    const before = await document();
    const { stdout } = await bench('reports', '--sizes', '1000,2000', '--rounds', '2', '--cache', folder, '--json');
    const { rows } = printed.parse(JSON.parse(stdout));
    const paged = rows.filter(({ query }) => !/^(labels|report|overview)/.test(query));
    expect(paged.map(({ query, unitsRatio }) => ({ query, unitsRatio }))).toEqual(
      paged.map(({ query }) => ({ query, unitsRatio: 1 })),
    );
    expect(paged.length).toBeGreaterThanOrEqual(12);
    expect(rows.length).toBe(paged.length + 3);
    for (const { units } of rows) expect(Math.max(...units)).toBeLessThanOrEqual(30);
    expect(await document()).toBe(before);
  });

  it.each([
    [['reports', '--sizes', '10'], 'sizes'],
    [['reports', '--rounds', 'many'], 'rounds'],
    [['reports', '--frob'], '--frob'],
    [['nothing'], 'reports'],
    [[], 'reports'],
  ])('explains %j', async (args, words) => {
    const stderr = expect.stringContaining(words) as string;
    await expect(bench(...args)).rejects.toMatchObject({ code: 2, stdout: '', stderr });
  });
});

describe('a section of the document', () => {
  it('is replaced, and leaves the others as they are', async () => {
    const file = path.join(folder, 'performance.md');
    await writeSection(file, 'one', '## One\n\n1');
    await writeSection(file, 'two', '## Two\n\n2');
    const before = await readFile(file, 'utf8');
    await writeSection(file, 'one', '## One\n\n11');
    expect(await readFile(file, 'utf8')).toBe(before.replace('\n1\n', '\n11\n'));
    await writeSection(file, 'one', '## One\n\n1');
    expect(await readFile(file, 'utf8')).toBe(before);
    await writeFile(file, '');
  });
});

describe('measuring', () => {
  it('takes the nearest rank', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2);
    expect(quantile([5, 1], 0.9)).toBe(5);
    expect(() => quantile([], 0.5)).toThrow('nothing');
  });

  it('asks all columns in turn, and forgets the first round', async () => {
    const asked: string[] = [];
    const results = await interleaved({ rows: ['a', 'b'], columns: [1, 2], rounds: 2 }, (row, column) =>
      Promise.resolve(asked.push(`${row}${column}`)),
    );
    expect(asked.slice(0, 8)).toEqual(['a1', 'a2', 'b1', 'b2', 'a2', 'a1', 'b2', 'b1']);
    expect(results).toEqual([
      [
        [6, 9],
        [5, 10],
      ],
      [
        [8, 11],
        [7, 12],
      ],
    ]);
  });
});
