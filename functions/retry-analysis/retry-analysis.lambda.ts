import { setTimeout } from 'node:timers/promises';
import { ulid } from 'ulid';
import * as z from 'zod';
import { analysesTable } from '../adapters/analyses-table.ts';
import { analysisQueue } from '../adapters/analysis-queue.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { eventBus } from '../adapters/event-bus.ts';
import { photoBucket } from '../adapters/photo-bucket.ts';
import { quotaTable } from '../adapters/quota-table.ts';
import { spendingTable } from '../adapters/spending-table.ts';
import { usersTable } from '../adapters/users-table.ts';
import { answering } from '../adapters/observed-handler.ts';
import { retryAnalysis } from './retry-analysis.ts';

const environment = readEnvironment({
  TABLE_NAME: z.string(),
  BUCKET_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
  QUEUE_URL: z.string(),
  DAILY_LIMIT: z.coerce.number().int().positive(),
  MONTHLY_CEILING: z.coerce.number().int().nonnegative(),
});

const ports = {
  analyses: analysesTable(environment.TABLE_NAME),
  quota: quotaTable(environment.TABLE_NAME),
  users: usersTable(environment.TABLE_NAME),
  spending: spendingTable(environment.TABLE_NAME),
  photos: photoBucket(environment.BUCKET_NAME),
  queue: analysisQueue(environment.QUEUE_URL),
  changes: eventBus(environment.EVENT_BUS_NAME),
  dailyLimit: environment.DAILY_LIMIT,
  monthlyCeiling: environment.MONTHLY_CEILING,
  newId: () => ulid(),
  now: () => new Date(),
  pause: (ms: number) => setTimeout(ms),
};

/** What the resolver `Mutation.retryAnalysis` sends. */
const request = z.object({
  owner: z.string().min(1),
  id: z.string(),
  version: z.number().int().nullish(),
  correlationId: z.string().optional(),
});

export const handler = answering((event) => retryAnalysis(request.parse(event), ports));
