import type { Node } from 'constructs';
import * as z from 'zod';

/** What an operator can set with `--context key=value`; the defaults suit a small installation. */
const configuration = z.object({
  /** Photos a person can send a day (UTC). */
  dailyLimit: z.coerce.number().int().min(1).max(10_000).default(100),
  /** Photos that the whole service looks at in a month (UTC); at about a tenth of a cent each, 100,000 are 100 dollars. */
  monthlyCeiling: z.coerce.number().int().min(0).default(100_000),
  /**
   * Photos looked at at the same time. Rekognition allows 50 calls a second in us-east-1, us-west-2 and eu-west-1,
   * and 5 elsewhere; a call takes about a second.
   */
  concurrentAnalyses: z.coerce.number().int().min(2).max(1000).default(10),
  /** How often a photo is tried before it is given up as FAILED. */
  tries: z.coerce.number().int().min(1).max(20).default(6),
  /** Whether every end of an analysis goes to a bucket that Athena can query. */
  analyticsExport: z.union([z.boolean(), z.stringbool()]).default(false),
});

export type Configuration = z.infer<typeof configuration>;

/** Reads the configuration from the CDK's context. */
export function readConfiguration(node: Node): Configuration {
  const given = Object.keys(configuration.shape).map((key): [string, unknown] => [key, node.tryGetContext(key)]);
  return configuration.parse(Object.fromEntries(given));
}
