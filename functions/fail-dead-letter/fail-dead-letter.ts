import { reason } from '../domain/analysis.ts';
import type { Analyses, Changes, Quota } from '../domain/ports.ts';
import { settle } from '../domain/settle.ts';

/** Ends an analysis that was given up on: a visible FAILED, its place in the day's limit given back. */
export async function failDeadLetter(
  owner: string,
  id: string,
  ports: { analyses: Analyses; quota: Quota; changes: Changes; now: () => Date },
): Promise<void> {
  const outcome = { reason: reason('DETECTOR_UNAVAILABLE') };
  const ended =
    (await ports.analyses.transition(owner, id, 'FAILED', ports.now().toISOString(), outcome)) ??
    (await ports.analyses.find(owner, id));
  if (ended) await settle(ended, ports);
}
