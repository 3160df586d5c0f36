import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import * as z from 'zod';

// Two hundred photos through a real detector, with the stack killed half-way.
vi.setConfig({ testTimeout: 900_000 });

const root = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const verdict = z.strictObject({
  uploads: z.number(),
  byState: z.record(z.string(), z.number()),
  stuck: z.number(),
  lost: z.number(),
  doubleCounted: z.number(),
  wrongTotals: z.number(),
  stalePushes: z.number(),
});

function soak(...args: string[]) {
  const script = path.join(import.meta.dirname, 'soak.ts');
  return run(process.execPath, ['--import', 'tsx', script, '--assembly', 'cdk.out', ...args], { cwd: root });
}

it('loses nothing, leaves nothing unfinished and counts everything once, whatever fails and dies', async () => {
  const { stdout, stderr } = await soak('--images', '200', '--seed', '1', '--faults', 'heavy', '--kill', '1', '--json');
  const { byState, ...counts } = verdict.parse(JSON.parse(stdout));
  expect(counts, stderr).toEqual({ uploads: 200, stuck: 0, lost: 0, doubleCounted: 0, wrongTotals: 0, stalePushes: 0 });
  expect(Object.values(byState).reduce((sum, each) => sum + each, 0)).toBe(200);
  expect(byState['COMPLETED']).toBeGreaterThan(100);
  for (const state of ['REJECTED', 'EXPIRED', 'DELETED']) expect(byState[state]).toBeGreaterThan(0);
});

it.each([
  [['--images', 'many'], 'images'],
  [['--faults', 'gentle'], 'heavy'],
  [['--frob'], '--frob'],
])('explains %j', async (args, words) => {
  await expect(soak(...args)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(words) as string });
});
