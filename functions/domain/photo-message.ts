import { objectCreated } from '../../schema/events.ts';
import { parseObjectKey } from '../../schema/table.ts';

/** Whose photo a queued message is about; undefined when it is none of this product's photos. */
export function photoOf(messageBody: string): { owner: string; id: string } | undefined {
  const event = objectCreated.parse(JSON.parse(messageBody));
  return parseObjectKey(event.detail.object.key);
}
