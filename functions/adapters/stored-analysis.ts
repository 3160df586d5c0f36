import * as z from 'zod';
import { analysisRecord } from '../../schema/events.ts';
import type { StoredAnalysis } from '../domain/analysis.ts';
import { placeItem } from './place-item.ts';
import { totalsItem } from './totals-item.ts';

/** An analysis as it lies in the table. */
export const storedAnalysis = analysisRecord.extend({
  place: placeItem.optional(),
  wasted: z.boolean().optional(),
  dueAt: z.string().optional(),
  labelsAfterMs: z.number().optional(),
  expiresAt: z.number().optional(),
  counted: totalsItem.optional(),
  indexed: z.array(z.string()).optional(),
}) satisfies z.ZodType<StoredAnalysis>;
