import * as z from 'zod';
import { benchmark, type Outcome, type Surroundings } from '../benchmark.ts';
import { interleaved, median, quantile, rounded } from '../measuring.ts';
import { dataOf } from './data.ts';
import { MeteredStack, type Answer } from './metered-stack.ts';
import { questions, type Question } from './questions.ts';
import { section, type Row } from './section.ts';

const defaultSizes = [1000, 100_000, 1_000_000];

const order = z.object({
  sizes: z
    .string()
    .default(defaultSizes.join())
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.number().int().min(100).max(10_000_000)).min(1)),
  rounds: z.coerce.number().int().min(1).max(1000).default(25),
});

export const reports = benchmark({
  title: 'what search, reports and the overview cost however much is stored',
  options: `  --sizes N,N,…   so many analyses of one owner (default ${defaultSizes.join()}; others are not written down)
  --rounds N      how often each query is asked (default 25)`,
  order,
  run,
});

async function run({ sizes, rounds }: z.output<typeof order>, surroundings: Surroundings): Promise<Outcome> {
  const stacks: MeteredStack[] = [];
  try {
    for (const size of sizes) {
      const dataDir = await dataOf(size, surroundings);
      stacks.push(await MeteredStack.start(size, { assemblyDir: surroundings.assemblyDir, dataDir }));
    }
    surroundings.say(`Asking ${questions.length} questions ${rounds} times each ...`);
    const results = await interleaved({ rows: questions, columns: stacks, rounds }, (question, stack) =>
      stack.answer(question),
    );
    const rows = questions.map((question, nth) => rowOf(question, sizes, results[nth] ?? []));
    questions.flatMap((question, nth) => unequal(sizes, question, results[nth] ?? [])).forEach(surroundings.say);
    const asDocumented = sizes.join() === defaultSizes.join();
    return {
      rows: rows.map(({ query, sizes, units, latencyMs, unitsRatio, latencyRatio }) => {
        return { query, sizes, units, latencyMs, unitsRatio, latencyRatio };
      }),
      table: rows.map(({ query, units, latencyMs, unitsRatio, latencyRatio }) => {
        return { query, units: units.join(' '), latencyMs: latencyMs.join(' '), unitsRatio, latencyRatio };
      }),
      section: asDocumented ? section(rows, rounds) : undefined,
    };
  } finally {
    for (const stack of stacks) await stack.stop();
  }
}

function rowOf({ query, shown, paged }: Question, sizes: readonly number[], answers: readonly Answer[][]): Row {
  const latencies = answers.map((each) => each.map(({ latencyMs }) => latencyMs));
  const units = answers.map((each) => median(each.map((answer) => answer.units)));
  const latencyMs = latencies.map((each) => rounded(median(each), 1));
  return {
    query,
    shown,
    paged,
    sizes: [...sizes],
    units,
    latencyMs,
    spreadMs: latencies.map((each) => [rounded(quantile(each, 0.1), 1), rounded(quantile(each, 0.9), 1)]),
    unitsRatio: rounded((units.at(-1) ?? 0) / (units[0] ?? 0), 2),
    latencyRatio: rounded((latencyMs.at(-1) ?? 0) / (latencyMs[0] ?? 0), 2),
  };
}

/** A page that is not full costs less than one that is, so that the two cannot be compared. */
function unequal(sizes: readonly number[], { query, paged }: Question, answers: readonly Answer[][]): string[] {
  const found = answers.map(([first]) => first?.items.length ?? 0);
  if (!paged || found.every((count) => count === found[0])) return [];
  return [`${query} finds ${found.join(', ')} of ${sizes.join(', ')}: its costs cannot be compared.`];
}
