import * as z from 'zod';
import { analysisStatuses } from '../../schema/events.ts';
import type { AnalysisFilter } from '../../schema/generated/schema.ts';

const names = z.array(z.string()).nullish();

/** A filter as AppSync hands it on, or as it was stored. */
export const analysisFilter = z.object({
  status: z.array(z.enum(analysisStatuses)).nullish(),
  labels: z.object({ all: names, any: names, none: names }).nullish(),
  minConfidence: z.number().nullish(),
  from: z.string().nullish(),
  to: z.string().nullish(),
}) satisfies z.ZodType<AnalysisFilter>;
