import { z } from 'zod';
import { analysisStatuses } from '../../schema/events.ts';
import { analysisIndex } from '../adapters/analysis-index.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { answer } from '../domain/errors.ts';
import { searchAnalyses } from './search-analyses.ts';

const { TABLE_NAME } = readEnvironment({ TABLE_NAME: z.string() });

const ports = { index: analysisIndex(TABLE_NAME) };

const names = z.array(z.string()).nullish();

/** What the resolver `Query.analyses` sends when the table alone cannot answer. */
const request = z.object({
  owner: z.string().min(1),
  filter: z
    .object({
      status: z.array(z.enum(analysisStatuses)).nullish(),
      labels: z.object({ all: names, any: names, none: names }).nullish(),
      minConfidence: z.number().nullish(),
      from: z.string().nullish(),
      to: z.string().nullish(),
    })
    .nullable(),
  limit: z.number().int(),
  nextToken: z.string().nullable(),
});

export const handler = (event: unknown) => answer(() => searchAnalyses(request.parse(event), ports));
