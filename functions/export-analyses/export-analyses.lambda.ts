import { ulid } from 'ulid';
import * as z from 'zod';
import { readEnvironment } from '../adapters/environment.ts';
import { exportEvents } from '../adapters/export-events.ts';
import { exportQueueAt } from '../adapters/export-queue.ts';
import { exportsTable } from '../adapters/exports-table.ts';
import { answering } from '../adapters/observed-handler.ts';
import { analysisFilter } from '../domain/analysis-filter.ts';
import { exportAnalyses } from './export-analyses.ts';

const environment = readEnvironment({
  TABLE_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
  EXPORT_QUEUE_URL: z.string(),
});

const ports = {
  exports: exportsTable(environment.TABLE_NAME),
  exportQueue: exportQueueAt(environment.EXPORT_QUEUE_URL),
  exportChanges: exportEvents(environment.EVENT_BUS_NAME),
  newId: () => ulid(),
  now: () => new Date(),
};

/** What the resolver `Mutation.exportAnalyses` sends. */
const request = z.object({
  owner: z.string().min(1),
  filter: analysisFilter.nullish().transform((filter) => filter ?? undefined),
  format: z.enum(['CSV', 'JSONL']),
});

export const handler = answering((event) => exportAnalyses(request.parse(event), ports));
