import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Target } from './target.ts';

/** Puts events on the bus of the conformance stack. */
export class Bus {
  readonly client: EventBridgeClient;
  readonly #name: string;

  constructor(target: Target) {
    this.client = new EventBridgeClient(target.client);
    this.#name = target.output('EventBusName');
  }

  /** An entry as PutEvents takes it; `detail` becomes JSON. */
  entry(DetailType: string, detail: object, more: PutEventsRequestEntry = {}): PutEventsRequestEntry {
    return { EventBusName: this.#name, Source: 'conformance', DetailType, Detail: JSON.stringify(detail), ...more };
  }

  put(...Entries: PutEventsRequestEntry[]) {
    return this.client.send(new PutEventsCommand({ Entries }));
  }
}

/** Text that no other run has. */
export const unique = (): string => randomUUID();
