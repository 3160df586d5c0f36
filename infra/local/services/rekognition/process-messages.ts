import { z } from 'zod';
import type { DetectedObject } from './fuse.ts';

/** What a detector thread is started with. */
export const threadOptions = z.object({
  /** How many threads of its own the runtime may use for one operation. */
  intraOpThreads: z.int().positive(),
});

export type ThreadOptions = z.infer<typeof threadOptions>;

/** What a detector thread is asked. */
export interface Job {
  id: number;
  photo: Uint8Array;
}

/** What a detector thread says: once that it is ready, then one message a job. */
export type Answer =
  | { ready: true }
  | { id: number; objects: DetectedObject[] }
  | { id: number; refusal: { code: string; message: string; status: number } }
  | { id: number; failure: string };
