import * as z from 'zod';
import { COCO_CLASSES } from './models/coco.ts';

/** The networks that there are: of what is seen, both together find the most. */
export const networks = ['ssdMobileNet', 'centerNet'] as const;

export type Network = (typeof networks)[number];

/** What a detector process is told as it starts, in JSON. */
export const startOrder = z.object({
  networks: z.array(z.enum(networks)),
  /** How many threads the runtime may use for one operation. */
  intraOpThreads: z.int().positive(),
});

export type StartOrder = z.infer<typeof startOrder>;

/** What a detector process is asked. */
export const job = z.object({ id: z.int(), photo: z.custom<Uint8Array>((value) => value instanceof Uint8Array) });

export type Job = z.infer<typeof job>;

const box = z.object({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() });
const detectedObject = z.object({ className: z.enum(COCO_CLASSES), confidence: z.number(), box });
const refusal = z.object({ code: z.string(), message: z.string(), status: z.int() });

/** What a detector process says: once that it is ready, then one message a job. */
export const answer = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ id: z.int(), objects: z.array(detectedObject) }),
  z.object({ id: z.int(), refusal }),
  z.object({ id: z.int(), failure: z.string() }),
]);

export type Answer = z.infer<typeof answer>;
