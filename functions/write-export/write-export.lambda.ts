import * as z from 'zod';
import { exportWaiting } from '../../schema/events.ts';
import { analysisIndex } from '../adapters/analysis-index.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { exportBucket } from '../adapters/export-bucket.ts';
import { exportEvents } from '../adapters/export-events.ts';
import { exportsTable } from '../adapters/exports-table.ts';
import { observed } from '../adapters/observed-handler.ts';
import { log } from '../adapters/telemetry.ts';
import { eachMessage } from '../domain/queue-batch.ts';
import { foundAnalyses } from './found-analyses.ts';
import { writeExport, type WriteExportPorts } from './write-export.ts';

const environment = readEnvironment({ TABLE_NAME: z.string(), BUCKET_NAME: z.string(), EVENT_BUS_NAME: z.string() });

const index = analysisIndex(environment.TABLE_NAME);

const ports: WriteExportPorts = {
  exports: exportsTable(environment.TABLE_NAME),
  exportFiles: exportBucket(environment.BUCKET_NAME),
  exportChanges: exportEvents(environment.EVENT_BUS_NAME),
  found: (owner, filter) => foundAnalyses(owner, filter, { index }),
  log,
  now: () => new Date(),
};

/** Takes exports from their queue, one at a time. */
export const handler = observed(
  eachMessage(
    ({ body }) => writeExport(exportWaiting.parse(JSON.parse(body)).export, ports),
    // What is stored says that it is not done, and when it is due.
    (_record, error) => log.error('An export was left', { error }),
  ),
);
