import { z } from 'zod';
import type { Totals } from '../domain/analysis.ts';

const count = z.number().int().default(0);

/** Totals as they are stored, in an analysis, a tombstone or a day. */
export const totalsItem = z.object({
  photos: count,
  bytes: count,
  COMPLETED: count,
  REJECTED: count,
  FAILED: count,
  EXPIRED: count,
}) satisfies z.ZodType<Totals>;
