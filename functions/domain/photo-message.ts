import { z } from 'zod';
import { objectCreated, photoWaiting } from '../../schema/events.ts';
import { parseObjectKey } from '../../schema/table.ts';

/** Whose photo a queued message is about; undefined when it is none of this product's photos. */
export function photoOf(messageBody: string): { owner: string; id: string } | undefined {
  const message = z.union([photoWaiting, objectCreated]).parse(JSON.parse(messageBody));
  return 'photo' in message ? message.photo : parseObjectKey(message.detail.object.key);
}
