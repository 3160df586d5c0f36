import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { analysisChanged, analysisRecord } from '../../schema/events.ts';
import type { Changes } from '../domain/ports.ts';

/** Tells the product's own bus that an analysis has a new version. */
export function eventBus(busName: string): Changes {
  const events = new EventBridgeClient();
  return {
    async announce(record) {
      const { Entries } = await events.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: busName,
              Source: analysisChanged.source,
              DetailType: analysisChanged.detailType,
              Detail: JSON.stringify(analysisRecord.parse(record)),
            },
          ],
        }),
      );
      const refused = Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
      if (refused) {
        const error = new Error(`EventBridge refused the event: ${refused.ErrorMessage ?? ''}`);
        error.name = refused.ErrorCode ?? error.name;
        throw error;
      }
    },
  };
}
