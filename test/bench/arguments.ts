import { parseArgs } from 'node:util';
import * as z from 'zod';
import type { Benchmark, Outcome, Surroundings } from './benchmark.ts';

/** The command line is not one that is understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Order {
  name: string;
  run: (surroundings: Surroundings) => Promise<Outcome>;
  json: boolean;
  /** Default: the project's stack is synthesized. */
  assembly: string | undefined;
  cache: string;
}

const shared = ['assembly', 'cache'];

export function usageOf(benchmarks: Readonly<Record<string, Benchmark>>): string {
  const each = Object.entries(benchmarks).map(([name, { title, options }]) => `${name}: ${title}\n${options}`);
  return `Usage: npm run bench -- NAME [options]
  --json          prints one JSON object, {rows: [...]}, and nothing else on stdout
  --assembly DIR  takes this synthesized assembly, not the project's own
  --cache DIR     keeps what takes long to make there (default .bench)
${each.join('\n')}`;
}

/** Reads the arguments of `npm run bench`. @throws UsageError */
export function parseOrder(args: string[], benchmarks: Readonly<Record<string, Benchmark>>): Order | 'help' {
  const { values, positionals } = parse(args, [...shared, ...Object.values(benchmarks).flatMap(({ names }) => names)]);
  if (values['help']) return 'help';
  const [name = '', ...others] = positionals;
  const chosen = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  if (!chosen || others.length > 0) throw new UsageError(`Name one benchmark: ${Object.keys(benchmarks).join(', ')}.`);
  const { json = false, assembly, cache = '.bench', ...own } = values;
  const foreign = Object.keys(own).find((option) => !chosen.names.includes(option));
  if (foreign !== undefined) throw new UsageError(`${name} has no option --${foreign}.`);
  const text = z.string().optional();
  return {
    name,
    run: prepared(chosen, own),
    json: z.boolean().parse(json),
    assembly: text.parse(assembly),
    cache: z.string().parse(cache),
  };
}

function prepared(chosen: Benchmark, values: Record<string, unknown>): Order['run'] {
  try {
    return chosen.prepare(values);
  } catch (error) {
    if (error instanceof z.ZodError) throw new UsageError(z.prettifyError(error));
    throw error;
  }
}

function parse(args: string[], names: readonly string[]): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        help: { type: 'boolean' },
        ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
