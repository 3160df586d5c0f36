import path from 'node:path';
import * as z from 'zod';
import { analysesTable } from '../adapters/analyses-table.ts';
import { analysisQueue } from '../adapters/analysis-queue.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { eventBus } from '../adapters/event-bus.ts';
import { observed } from '../adapters/observed-handler.ts';
import { photoBucket } from '../adapters/photo-bucket.ts';
import { labelIndex } from '../adapters/label-index.ts';
import { quotaTable } from '../adapters/quota-table.ts';
import { rekognitionDetector } from '../adapters/rekognition-detector.ts';
import { spendingTable } from '../adapters/spending-table.ts';
import { usersTable } from '../adapters/users-table.ts';
import { vipsThumbnailer } from '../adapters/vips-thumbnailer.ts';
import { talliesTable } from '../adapters/tallies-table.ts';
import { log, metrics } from '../adapters/telemetry.ts';
import { annotate, traced } from '../adapters/tracing.ts';
import type { Log } from '../domain/ports.ts';
import { photoOf } from '../domain/photo-message.ts';
import { eachMessage } from '../domain/queue-batch.ts';
import { analyzeImage } from './analyze-image.ts';
import { secondsUntilRetry } from './retry-delay.ts';

const environment = readEnvironment({
  TABLE_NAME: z.string(),
  BUCKET_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
  QUEUE_URL: z.string(),
  LAMBDA_TASK_ROOT: z.string(),
});

const queue = analysisQueue(environment.QUEUE_URL);

/** What a line of the log is about, its trace is about too. */
const tracedLog: Log = {
  ...log,
  about(what) {
    log.about(what);
    annotate(what);
  },
};

const ports = {
  analyses: analysesTable(environment.TABLE_NAME),
  quota: quotaTable(environment.TABLE_NAME),
  tallies: talliesTable(environment.TABLE_NAME),
  labels: labelIndex(environment.TABLE_NAME),
  photos: photoBucket(environment.BUCKET_NAME),
  thumbnailer: vipsThumbnailer(path.join(environment.LAMBDA_TASK_ROOT, 'thumbnail.worker.js')),
  detector: rekognitionDetector(environment.BUCKET_NAME),
  changes: eventBus(environment.EVENT_BUS_NAME),
  users: usersTable(environment.TABLE_NAME),
  spending: spendingTable(environment.TABLE_NAME),
  log: tracedLog,
  metrics,
  now: () => new Date(),
};

const analyzeEach = eachMessage(
  async ({ body, attributes }) => {
    const photo = photoOf(body);
    if (!photo) return;
    log.about({ analysisId: photo.id });
    // S3 and EventBridge deliver at least once; a repeat is queued by ourselves, a message that comes again is no copy.
    const isCopy = photo.run === photo.id && Number(attributes.ApproximateReceiveCount) === 1;
    await analyzeImage(photo.owner, photo.id, ports, isCopy);
  },
  async ({ attributes, receiptHandle }, error) => {
    const attempt = Number(attributes.ApproximateReceiveCount);
    log.warn('The photo will be tried again', { tries: attempt, error });
    await queue.postpone(receiptHandle, secondsUntilRetry(attempt));
  },
);

export const handler = observed(traced('analyze-image', analyzeEach));
