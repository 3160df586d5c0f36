import * as z from 'zod';

/** How a detector is run: our runtime or TensorFlow.js, and with how many threads of its own. */
export const setting = z.object({
  engine: z.enum(['ours', 'tfjs']),
  threads: z.int().positive(),
  /** How many photos it takes up at a time. */
  lanes: z.int().positive(),
});

export type Setting = z.infer<typeof setting>;

export const job = z.object({ id: z.int(), photo: z.instanceof(Uint8Array) });

export type Job = z.infer<typeof job>;

/** What a detector has used so far, since it was ready. */
const usage = z.object({ cpuMs: z.number(), residentMb: z.number() });

export const answer = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ id: z.int(), found: z.array(z.string()), usage }),
  z.object({ failure: z.string() }),
]);

export type Answer = z.infer<typeof answer>;
