import { reason } from '../domain/analysis.ts';
import { settle, type SettlePorts } from '../domain/settle.ts';

/**
 * Ends an analysis that was given up on: a visible FAILED, its place in the day's limit given back. One that was being
 * repeated keeps the labels it has.
 */
export async function failDeadLetter(owner: string, id: string, ports: SettlePorts): Promise<void> {
  const { analyses, now } = ports;
  const found = await analyses.find(owner, id);
  if (!found) return;
  const ended = found.labels
    ? await analyses.transition(owner, id, 'COMPLETED', now().toISOString(), { wasted: true })
    : await analyses.transition(owner, id, 'FAILED', now().toISOString(), {
        wasted: true,
        reason: reason('DETECTOR_UNAVAILABLE'),
      });
  // What has ended otherwise is settled by who ended it, or by the sweeper.
  if (ended) await settle(ended, ports);
}
