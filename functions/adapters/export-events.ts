import { exportChanged, exportRecord } from '../../schema/events.ts';
import type { ExportChanges } from '../domain/export.ts';
import { eventsOn } from './event-bus.ts';

/** Tells the product's own bus that an export has moved on. */
export function exportEvents(busName: string): ExportChanges {
  const put = eventsOn(busName);
  return { announce: (record) => put(exportChanged, exportRecord.parse(record)) };
}
