import * as z from 'zod';
import type { Place } from '../domain/analysis.ts';

/** A place in a limit as it is stored, in an analysis or a tombstone. */
export const placeItem = z.object({ day: z.string(), token: z.string() }) satisfies z.ZodType<Place>;
