import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { analysisChanged, analysisRecord } from '../../schema/events.ts';
import type { Changes } from '../domain/ports.ts';

/** Tells the product's own bus that an analysis has a new version. */
export function eventBus(busName: string): Changes {
  const put = eventsOn(busName);
  return { announce: (record) => put(analysisChanged, analysisRecord.parse(record)) };
}

/** Puts an event of the product's own on its bus; fails when EventBridge does not take it. */
export function eventsOn(busName: string) {
  const events = new EventBridgeClient();
  return async ({ source, detailType }: { source: string; detailType: string }, detail: object): Promise<void> => {
    const entry = { EventBusName: busName, Source: source, DetailType: detailType, Detail: JSON.stringify(detail) };
    const { Entries } = await events.send(new PutEventsCommand({ Entries: [entry] }));
    const refused = Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
    if (refused) {
      const error = new Error(`EventBridge refused the event: ${refused.ErrorMessage ?? ''}`);
      error.name = refused.ErrorCode ?? error.name;
      throw error;
    }
  };
}
