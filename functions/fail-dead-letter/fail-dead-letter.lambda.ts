import * as z from 'zod';
import { analysesTable } from '../adapters/analyses-table.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { eventBus } from '../adapters/event-bus.ts';
import { labelIndex } from '../adapters/label-index.ts';
import { observed } from '../adapters/observed-handler.ts';
import { quotaTable } from '../adapters/quota-table.ts';
import { talliesTable } from '../adapters/tallies-table.ts';
import { log, metrics } from '../adapters/telemetry.ts';
import { photoOf } from '../domain/photo-message.ts';
import { eachMessage } from '../domain/queue-batch.ts';
import { failDeadLetter } from './fail-dead-letter.ts';

const environment = readEnvironment({ TABLE_NAME: z.string(), EVENT_BUS_NAME: z.string() });

const ports = {
  analyses: analysesTable(environment.TABLE_NAME),
  quota: quotaTable(environment.TABLE_NAME),
  tallies: talliesTable(environment.TABLE_NAME),
  labels: labelIndex(environment.TABLE_NAME),
  changes: eventBus(environment.EVENT_BUS_NAME),
  log,
  metrics,
  now: () => new Date(),
};

export const handler = observed(
  eachMessage(
    async ({ body }) => {
      const photo = photoOf(body);
      if (photo) await failDeadLetter(photo, ports);
    },
    (_record, error) => log.error('A dead letter could not be dealt with', { error }),
  ),
);
