import * as z from 'zod';
import { analysisQueue } from '../adapters/analysis-queue.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { spendingTable } from '../adapters/spending-table.ts';
import { answering } from '../adapters/observed-handler.ts';
import { estimateWait } from './estimate-wait.ts';

const environment = readEnvironment({
  TABLE_NAME: z.string(),
  QUEUE_URL: z.string(),
  CONCURRENT_ANALYSES: z.coerce.number().int().positive(),
});

const ports = {
  queue: analysisQueue(environment.QUEUE_URL),
  spending: spendingTable(environment.TABLE_NAME),
  now: () => new Date(),
  concurrency: environment.CONCURRENT_ANALYSES,
};

export const handler = answering(() => estimateWait(ports));
