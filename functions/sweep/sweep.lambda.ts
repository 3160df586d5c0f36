import * as z from 'zod';
import { analysesTable } from '../adapters/analyses-table.ts';
import { analysisQueue } from '../adapters/analysis-queue.ts';
import { dueIndexOf } from '../adapters/due-index.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { eventBus } from '../adapters/event-bus.ts';
import { exportBucket } from '../adapters/export-bucket.ts';
import { exportEvents } from '../adapters/export-events.ts';
import { exportQueueAt } from '../adapters/export-queue.ts';
import { exportsTable } from '../adapters/exports-table.ts';
import { observed } from '../adapters/observed-handler.ts';
import { photoBucket } from '../adapters/photo-bucket.ts';
import { labelIndex } from '../adapters/label-index.ts';
import { quotaTable } from '../adapters/quota-table.ts';
import { monthsTable } from '../adapters/months-table.ts';
import { knownPhotosTable } from '../adapters/known-photos-table.ts';
import { erasuresTable, tombstonesTable } from '../adapters/tombstones-table.ts';
import { talliesTable } from '../adapters/tallies-table.ts';
import { log, metrics } from '../adapters/telemetry.ts';
import { sweep } from './sweep.ts';

const environment = readEnvironment({
  TABLE_NAME: z.string(),
  BUCKET_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
  QUEUE_URL: z.string(),
  EXPORT_QUEUE_URL: z.string(),
});

const ports = {
  due: dueIndexOf(environment.TABLE_NAME),
  analyses: analysesTable(environment.TABLE_NAME),
  quota: quotaTable(environment.TABLE_NAME),
  tallies: talliesTable(environment.TABLE_NAME),
  months: monthsTable(environment.TABLE_NAME),
  labels: labelIndex(environment.TABLE_NAME),
  tombstones: tombstonesTable(environment.TABLE_NAME),
  erasures: erasuresTable(environment.TABLE_NAME),
  known: knownPhotosTable(environment.TABLE_NAME),
  photos: photoBucket(environment.BUCKET_NAME),
  queue: analysisQueue(environment.QUEUE_URL),
  changes: eventBus(environment.EVENT_BUS_NAME),
  exports: exportsTable(environment.TABLE_NAME),
  exportFiles: exportBucket(environment.BUCKET_NAME),
  exportQueue: exportQueueAt(environment.EXPORT_QUEUE_URL),
  exportChanges: exportEvents(environment.EVENT_BUS_NAME),
  log,
  metrics,
  now: () => new Date(),
};

/** Runs every minute. */
export const handler = observed(async () => {
  const swept = await sweep(ports);
  if (Object.values(swept).some((count) => count > 0)) log.info('Swept', { counts: swept });
});
