import type * as z from 'zod';

/** What a run tells meanwhile, and where the stack comes from. */
export interface Surroundings {
  /** The synthesized stack. */
  assemblyDir: string;
  /** Where data is kept from run to run. */
  cacheDir: string;
  say: (line: string) => void;
}

export interface Outcome {
  /** What `--json` prints. */
  rows: readonly object[];
  /** Markdown for docs/performance.md; undefined when the run was not one to write down. */
  section: string | undefined;
  /** SVGs that the section shows, by their names in docs/performance. */
  pictures?: Readonly<Record<string, string>>;
  /** For people: the rows in short. */
  table: readonly object[];
}

/** One benchmark, made ready to run by its own options. */
export interface Benchmark {
  title: string;
  /** Its lines in the usage. */
  options: string;
  /** Names of its options; each takes a value. */
  names: readonly string[];
  /** @throws ZodError */
  prepare: (values: Record<string, unknown>) => (surroundings: Surroundings) => Promise<Outcome>;
}

/** A benchmark whose options are the members of a schema. */
export function benchmark<Shape extends z.ZodRawShape>(
  description: Pick<Benchmark, 'title' | 'options'> & {
    order: z.ZodObject<Shape>;
    run: (order: z.output<z.ZodObject<Shape>>, surroundings: Surroundings) => Promise<Outcome>;
  },
): Benchmark {
  const { title, options, order, run } = description;
  return {
    title,
    options,
    names: Object.keys(order.shape),
    prepare: (values) => {
      const given = order.parse(values);
      return (surroundings) => run(given, surroundings);
    },
  };
}
