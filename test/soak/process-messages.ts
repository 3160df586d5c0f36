import * as z from 'zod';
import { faultRules } from '../../infra/local/gateway/faults.ts';

const ports = z.object({ web: z.number(), graphql: z.number(), aws: z.number(), signIn: z.number() });

/** What the process of the stack is told as it starts. */
export const startOrder = z.object({
  assemblyDir: z.string(),
  dataDir: z.string(),
  ports,
  delivery: z.object({ duplicates: z.number(), maxDelayMs: z.number(), seed: z.number() }),
  faults: faultRules,
  /** Warnings and errors go there, a line of JSON each. */
  logFile: z.string(),
  /** How far its clock is ahead of the machine's. */
  aheadMs: z.number(),
});
export type StartOrder = z.input<typeof startOrder>;

/** What it says once it has started. */
export const started = z.object({
  outputs: z.record(z.string(), z.string()),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  ports,
});
export type Started = z.infer<typeof started>;

/** What it is told while it runs: to let so much time pass on its clock, or to fail no more calls. */
export const instruction = z.union([z.object({ passMs: z.number() }), z.object({ faultless: z.literal(true) })]);
export type Instruction = z.infer<typeof instruction>;

/** What it says once that time has passed, and all that it brought. */
export const passed = z.object({ passed: z.literal(true) });
export type Passed = z.infer<typeof passed>;
