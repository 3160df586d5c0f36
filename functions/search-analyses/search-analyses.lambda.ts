import * as z from 'zod';
import { analysisIndex } from '../adapters/analysis-index.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { answering } from '../adapters/observed-handler.ts';
import { analysisFilter } from '../domain/analysis-filter.ts';
import { searchAnalyses } from './search-analyses.ts';

const { TABLE_NAME } = readEnvironment({ TABLE_NAME: z.string() });

const ports = { index: analysisIndex(TABLE_NAME) };

/** What the resolver `Query.analyses` sends when the table alone cannot answer. */
const request = z.object({
  owner: z.string().min(1),
  filter: analysisFilter.nullable(),
  limit: z.number().int(),
  nextToken: z.string().nullable(),
});

export const handler = answering((event) => searchAnalyses(request.parse(event), ports));
