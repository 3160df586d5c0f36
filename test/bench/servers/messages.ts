import * as z from 'zod';

/** How a server's process says where it can be reached, and who may publish. */
export const started = z.object({
  graphqlUrl: z.string(),
  socketUrl: z.string().optional(),
  issuer: z.string().optional(),
  region: z.string().optional(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }).optional(),
});
export type Started = z.infer<typeof started>;

export const question = z.enum(['memory', 'profile', 'profiled']);
export type Question = z.infer<typeof question>;

/** What a process answers to `memory`, after its garbage has been collected. */
export const memory = z.object({ residentBytes: z.number() });

/** What it answers to `profiled`: the milliseconds in each part of it since `profile`. */
export const profiled = z.object({ partsMs: z.record(z.string(), z.number()) });
