import * as z from 'zod';
import { objectCreated, photoWaiting } from '../../schema/events.ts';
import type { WaitingPhoto } from './ports.ts';
import { parseObjectKey } from '../../schema/table.ts';

/** Whose photo a queued message is about, and which look at it; undefined when it is none of this product's photos. */
export function photoOf(messageBody: string): WaitingPhoto | undefined {
  const message = z.union([photoWaiting, objectCreated]).parse(JSON.parse(messageBody));
  if ('photo' in message) return message.photo;
  const arrived = parseObjectKey(message.detail.object.key);
  // What S3 tells of is a photo's first look, which goes by its id.
  return arrived && { ...arrived, run: arrived.id };
}
