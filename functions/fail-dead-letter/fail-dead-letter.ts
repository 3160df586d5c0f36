import { reason } from '../domain/analysis.ts';
import type { WaitingPhoto } from '../domain/ports.ts';
import { placeOf, settle, type SettlePorts } from '../domain/settle.ts';

/**
 * Ends a look at a photo that was given up on: a visible FAILED, its place in the day's limit given back. One that
 * repeated another keeps the labels it has. A letter about an earlier look is late, and ends nothing.
 */
export async function failDeadLetter({ owner, id, run }: WaitingPhoto, ports: SettlePorts): Promise<void> {
  const { analyses, now } = ports;
  const found = await analyses.find(owner, id);
  if (!found || placeOf(found).token !== run) return;
  const outcome = { wasted: true, ...(!found.labels && { reason: reason('DETECTOR_UNAVAILABLE') }) };
  const to = found.labels ? 'COMPLETED' : 'FAILED';
  const ended = await analyses.transition(owner, id, to, now().toISOString(), outcome, found.version);
  // What has ended otherwise is settled by who ended it, or by the sweeper.
  if (ended) await settle(ended, ports);
}
