import { ulid } from 'ulid';
import * as z from 'zod';
import { analysesTable } from '../adapters/analyses-table.ts';
import { analysisIndex } from '../adapters/analysis-index.ts';
import { analysisQueue } from '../adapters/analysis-queue.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { eventBus } from '../adapters/event-bus.ts';
import { observed } from '../adapters/observed-handler.ts';
import { log } from '../adapters/telemetry.ts';
import { usersTable } from '../adapters/users-table.ts';
import { redriveFailed } from './redrive-failed.ts';

const environment = readEnvironment({
  TABLE_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
  QUEUE_URL: z.string(),
});

const ports = {
  users: usersTable(environment.TABLE_NAME),
  index: analysisIndex(environment.TABLE_NAME),
  analyses: analysesTable(environment.TABLE_NAME),
  queue: analysisQueue(environment.QUEUE_URL),
  changes: eventBus(environment.EVENT_BUS_NAME),
  newId: () => ulid(),
  now: () => new Date(),
};

/** What an operator sends: photos that failed at this time or later, ISO 8601; without it, all. */
const order = z.object({ since: z.iso.datetime({ offset: true }).optional() });

/** Leaves the last photo the time it needs. */
const spareMs = 10_000;

export const handler = observed(async (event: unknown, context) => {
  const { since = new Date(0).toISOString() } = order.parse(event ?? {});
  const until = Date.now() + context.getRemainingTimeInMillis() - spareMs;
  const { redriven, done } = await redriveFailed(new Date(since).toISOString(), until, ports);
  log.info('Redriven', { counts: { redriven, done: Number(done) } });
  return { redriven, done };
});
