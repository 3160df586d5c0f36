import { seededChance } from '../chance.ts';
import type { Cloud } from './service.ts';

/**
 * How late each copy of something arrives, in milliseconds: one copy, at once. A cloud that is told to be unreliable
 * makes it come late, and sometimes twice.
 */
export function arrivals(delivery: Cloud['delivery']): () => number[] {
  if (!delivery) return () => [0];
  const { duplicates, maxDelayMs, seed } = delivery;
  const chance = seededChance(seed);
  return () => Array.from({ length: chance() < duplicates ? 2 : 1 }, () => chance() * maxDelayMs);
}
