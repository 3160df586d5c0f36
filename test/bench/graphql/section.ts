import { markdownTable, whereAndWhen } from '../document.ts';
import { rounded } from '../measuring.ts';
import { connections } from './load.ts';
import type { Row } from './rows.ts';

const targets = { yoga: 0.7, simulator: 2 };

/** What the stack's main process did while it answered so many requests for a field. */
export interface Profiled {
  field: string;
  amount: number;
  parts: readonly [part: string, ms: number][];
}

/** The document's section: the figures, where our time goes, what was met. */
export function section(
  rows: readonly Row[],
  profiles: readonly Profiled[],
  { rounds, stored }: { rounds: number; stored: number },
): string {
  return [
    '## Requests a second, beside other GraphQL servers',
    '',
    `\`npm run bench -- graphql\`, ${whereAndWhen()}. ${rounds} rounds after one to warm up; ${connections} requests at once to`,
    `each server in turn, which has a process of its own and its own copy of ${stored} stored analyses.`,
    '',
    figures(rows),
    '',
    '**How to read it.** The ratio is of requests a second, ours to theirs, within a round: more is better. All three have the',
    'product’s schema, its scalars and the same table engine. graphql-yoga has resolvers by hand, which call the engine in',
    'their own process, and checks the token’s signature; Amplify’s simulator has VTL, reaches the engine by AWS’s SDK and',
    'believes any token. Behind `createUploads` all three run the product’s own code: yoga and the simulator in their own',
    'process, ours in a Lambda worker whose every call of AWS is signed, checked against its role’s policy and answered by',
    'the front door.',
    '',
    '**Where our time goes**, microseconds a request in the stack’s main process, by V8’s profiler:',
    '',
    shares(profiles),
    '',
    'A page of `analyses` is copied as JSON into and out of each handler it passes, four times in a pipeline of two functions:',
    'a handler has its own built-in objects and shall not change what another sees. That is most of “resolvers” and much of',
    'the garbage; with links between the copies (each is written once and read where a handler looks at it) it went from',
    '0.5 of yoga to what stands above. Larger spaces for young objects changed nothing. `createUploads` is the function’s own seven calls of AWS in all three servers; the simulator is given it in its',
    'own process, where Amplify’s own tools would start a process for each call.',
    '',
    verdict(rows),
  ].join('\n');
}

function figures(rows: readonly Row[]): string {
  return markdownTable(
    ['field', 'a second', 'p99, ms', 'yoga', 'p99', 'ratio (middle half)', 'simulator', 'p99', 'ratio (middle half)'],
    rows.map((row) =>
      [
        ...[`\`${row.field}\``, row.requestsPerSecond, row.p99Ms, row.yogaRequestsPerSecond, row.yogaP99Ms],
        ...[`${row.ratioToYoga} (${row.spreadToYoga})`, row.simulatorRequestsPerSecond, row.simulatorP99Ms],
        `${row.ratioToSimulator} (${row.spreadToSimulator})`,
      ].map(String),
    ),
  );
}

function shares(profiles: readonly Profiled[]): string {
  const parts = [...new Set(profiles.flatMap((profile) => profile.parts.map(([part]) => part)))];
  return markdownTable(
    ['part', ...profiles.map(({ field }) => `\`${field}\``)],
    parts.map((part) => [
      part,
      ...profiles.map((profile) => {
        const [, ms = 0] = profile.parts.find(([name]) => name === part) ?? [];
        return String(Math.round((1000 * ms) / profile.amount));
      }),
    ]),
  );
}

function verdict(rows: readonly Row[]): string {
  const missed = rows.flatMap(({ field, ratioToYoga, ratioToSimulator }) => [
    ...(ratioToYoga < targets.yoga ? [`\`${field}\` is ${rounded(ratioToYoga, 2)} of yoga`] : []),
    ...(ratioToSimulator < targets.simulator
      ? [`\`${field}\` is ${rounded(ratioToSimulator, 2)} of the simulator`]
      : []),
  ]);
  const said = missed.length === 0 ? 'Met.' : `Missed: ${missed.join(', ')}.`;
  return `**Targets.** At least ${targets.yoga} of graphql-yoga, and ${targets.simulator} times the simulator. ${said}`;
}
