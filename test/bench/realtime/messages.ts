import * as z from 'zod';

/** How a server's process says where it can be reached, and who may publish. */
export const started = z.object({
  graphqlUrl: z.string(),
  socketUrl: z.string(),
  issuer: z.string().optional(),
  region: z.string().optional(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }).optional(),
});
export type Started = z.infer<typeof started>;

/** What it answers to `memory`, after its garbage has been collected. */
export const memory = z.object({ residentBytes: z.number() });
