import path from 'node:path';
import * as z from 'zod';
import { benchmark, type Outcome, type Surroundings } from '../benchmark.ts';
import { markdownTable, whereAndWhen } from '../document.ts';
import { median, rounded } from '../measuring.ts';
import { checkOut } from './checkout.ts';
import { start as startOnce, type Start } from './started.ts';

const order = z.object({
  rounds: z.coerce.number().int().min(1).max(20).default(3),
  rest: z.coerce.number().int().min(0).max(600).default(8),
});

export const start = benchmark({
  title: 'how long npm start takes, and what it holds',
  options: `  --rounds N      checkouts, each started once for the first time and three times more (default 3)
  --rest N        seconds until memory is measured (default 8)`,
  order,
  run,
});

const root = path.resolve(import.meta.dirname, '../../..');
const laterRuns = 3;
const targets = { first: 12, later: 4 };

interface Row {
  run: keyof typeof targets;
  readyMs: number;
  /** The least and the greatest. */
  spreadMs: [number, number];
  restMb: number;
}

async function run({ rounds, rest }: z.output<typeof order>, { say }: Surroundings): Promise<Outcome> {
  const starts: Record<Row['run'], Start[]> = { first: [], later: [] };
  for (let round = 1; round <= rounds; round += 1) {
    say(`Checkout ${round} of ${rounds} ...`);
    const { folder, env, remove } = await checkOut(root);
    try {
      const begin = () => startOnce(folder, { env, restMs: rest * 1000 });
      starts.first.push(await begin());
      for (let later = 0; later < laterRuns; later += 1) starts.later.push(await begin());
    } finally {
      await remove();
    }
  }
  const again = starts.later.filter(({ synthesized }) => synthesized).length;
  if (again > 0 || starts.first.some(({ synthesized }) => !synthesized)) {
    throw new Error(`${again} later runs synthesized, although nothing had changed; or a first run did not.`);
  }
  const rows = [rowOf('first', starts.first), rowOf('later', starts.later)];
  return { rows, table: rows, section: section(rows, { rounds, rest }) };
}

function rowOf(name: Row['run'], starts: readonly Start[]): Row {
  const times = starts.map(({ readyMs }) => rounded(readyMs, 0));
  return {
    run: name,
    readyMs: median(times),
    spreadMs: [Math.min(...times), Math.max(...times)],
    restMb: rounded(median(starts.map(({ restMb }) => restMb)), 0),
  };
}

function section(rows: readonly Row[], { rounds, rest }: z.output<typeof order>): string {
  const missed = rows.filter(({ run, readyMs }) => readyMs > 1000 * targets[run]);
  return `## From npm start to ready

\`npm run bench -- start\`, ${whereAndWhen()}. ${rounds} clean checkouts after \`npm ci\`, each started once for the first time
and ${laterRuns} times more.

${markdownTable(
  ['run', 'ready, s', 'least to greatest, s', 'memory at rest, MB'],
  rows.map(({ run, readyMs, spreadMs, restMb }) => [
    run,
    (readyMs / 1000).toFixed(1),
    spreadMs.map((ms) => (ms / 1000).toFixed(1)).join('–'),
    String(restMb),
  ]),
)}

**How to read it.** _Ready_ is the time from the command to its last line, npm itself included; by then the page, the API and
the AWS endpoints answer. The first run has nothing of an earlier one: no assembly, no bundles, no compiled scripts, no data.
A later run compares the SHA-256 of everything that the assembly is made from, by content, with that of the last synthesis,
and does not synthesize again; this benchmark fails when it does. _Memory_ is the resident memory of all processes ${rest} s
later, the detector's networks loaded; what processes share counts in each.

**Targets.** ${targets.first} s and ${targets.later} s. ${missed.length > 0 ? `Missed: ${missed.map(({ run }) => run).join(', ')}.` : 'Both are met.'}`;
}
