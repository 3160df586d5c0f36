import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { bundles } from '../../../infra/bundle.ts';
import { bundleBudgets } from '../../../infra/bundle-budgets.ts';
import { benchmark, type Outcome, type Surroundings } from '../benchmark.ts';
import { markdownTable, whereAndWhen } from '../document.ts';
import { interleaved, median, quantile, rounded } from '../measuring.ts';
import { bundlePlainly, handlers } from './plain-bundle.ts';

const order = z.object({ rounds: z.coerce.number().int().min(1).default(15) });

export const cold = benchmark({
  title: 'how large functions are and how long they load, beside plain bundles',
  options: '  --rounds N      how often each is loaded (default 15)',
  order,
  run,
});

/** What a function reads when it loads; no call is made. */
const environment = {
  AWS_REGION: 'us-east-1',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  TABLE_NAME: 'table',
  BUCKET_NAME: 'bucket',
  EVENT_BUS_NAME: 'bus',
  QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/1/queue',
  EXPORT_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/1/exports',
  DAILY_LIMIT: '100',
  MONTHLY_CEILING: '100000',
  MAX_PHOTO_BYTES: '15728640',
  CONCURRENT_ANALYSES: '10',
  EMAIL_DOMAINS: 'example.com',
};

const kinds = ['ours', 'plain'] as const;
const execute = promisify(execFile);
const loading = `const began = performance.now(); require(process.argv[1]); console.log(performance.now() - began); process.exit();`;

/** Milliseconds that a new process takes to load a function's code, up to where it could take its first event. */
async function load(folder: string): Promise<number> {
  const env = { ...process.env, ...environment, LAMBDA_TASK_ROOT: folder };
  const { stdout } = await execute(process.execPath, ['-e', loading, path.join(folder, 'index.js')], { env });
  return z.coerce.number().parse(stdout.trim().split('\n').at(-1));
}

interface Row {
  function: string;
  bytes: number;
  plainBytes: number;
  budgetBytes: number;
  initMs: number;
  plainInitMs: number;
  initRatio: number;
  /** The middle half of the pairs' ratios. */
  spread: [number, number];
}

async function run({ rounds }: z.infer<typeof order>, { say }: Surroundings): Promise<Outcome> {
  const plain = await mkdtemp(path.join(tmpdir(), 'plain-bundles-'));
  try {
    await bundlePlainly(plain);
    const folders = { ours: bundles.functions, plain };
    const names = [...handlers().keys()].sort();
    const times = await interleaved({ rows: names, columns: kinds, rounds }, async (name, kind) => {
      if (kind === 'ours') say(`${name} ...`);
      return load(path.join(folders[kind], name));
    });
    const rows = await Promise.all(
      names.map(async (name, i): Promise<Row> => {
        const [ours = [], plainly = []] = times[i] ?? [];
        const ratios = ours.map((ms, round) => ms / (plainly[round] ?? Number.NaN));
        return {
          function: name,
          bytes: (await stat(path.join(bundles.functions, name, 'index.js'))).size,
          plainBytes: (await stat(path.join(plain, name, 'index.js'))).size,
          budgetBytes: (bundleBudgets[name] ?? 0) * 1000,
          initMs: rounded(median(ours), 1),
          plainInitMs: rounded(median(plainly), 1),
          initRatio: rounded(median(ratios), 2),
          spread: [rounded(quantile(ratios, 0.25), 2), rounded(quantile(ratios, 0.75), 2)],
        };
      }),
    );
    return {
      rows,
      table: rows.map(({ spread, ...row }) => ({ ...row, spread: spread.join('–') })),
      section: sectionOf(rows, rounds),
    };
  } finally {
    await rm(plain, { recursive: true, force: true });
  }
}

/** Of the plain bundle's init. */
const target = 0.6;

function sectionOf(rows: readonly Row[], rounds: number): string {
  const kilobytes = (bytes: number) => String(Math.round(bytes / 1000));
  return [
    '## What a function loads',
    '',
    `\`npm run bench -- cold\`, ${whereAndWhen()}. Each is loaded ${rounds} times in a process of its own, in turn with the plain one.`,
    '',
    markdownTable(
      ['function', 'kB', 'budget', 'plain kB', 'init ms', 'plain init ms', 'ratio (middle half)'],
      rows.map((row) => [
        row.function,
        kilobytes(row.bytes),
        kilobytes(row.budgetBytes),
        kilobytes(row.plainBytes),
        String(row.initMs),
        String(row.plainInitMs),
        `${row.initRatio} (${row.spread.join('–')})`,
      ]),
    ),
    '',
    'Plain is the same handler as esbuild bundles it for Node when nobody says more: by `main`, with whole clients, minified too.',
    'Not measured: fetching the code, and Lambda’s own start, the same for both.',
    '',
    verdict(rows),
  ].join('\n');
}

function verdict(rows: readonly Row[]): string {
  const missed = rows.filter((row) => row.initRatio > target).map((row) => `\`${row.function}\` (${row.initRatio})`);
  return `**Target.** At most ${target} of the plain init. ${
    missed.length === 0 ? 'Met.' : `Missed by ${missed.join(', ')}.`
  } \`approve-sign-up\` has no client, so there is nothing
to leave out. Where S3 is most of a bundle, what is left is its client’s own way to a signed request (endpoints, schemas,
checksums), which both load: \`sign-image-urls\` uses nothing else.`;
}
