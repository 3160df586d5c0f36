import { allEnded } from './all-ended.ts';
import { dueAt } from './due.ts';
import { erase, type ErasePorts } from './erase.ts';
import { abandonExport, type AbandonExportPorts } from './resume-export.ts';
import type { Erasures } from './ports.ts';

export interface Erasure {
  /** Analyses deleted by this call. */
  deleted: number;
  /** Whether nothing is left; if not, the service goes on by itself. */
  done: boolean;
}

export interface DeleteMyDataPorts extends ErasePorts, AbandonExportPorts {
  erasures: Erasures;
}

/** How long one call deletes, milliseconds; AppSync waits 30 seconds at most. */
const budgetMs = 8000;

/**
 * Deletes all analyses of somebody, and their export. What one call has no time for, the sweeper finishes. Today's count stays, so that
 * deleting is no way around the limit.
 */
export async function deleteMyData(owner: string, ports: DeleteMyDataPorts): Promise<Erasure> {
  const began = ports.now().getTime();
  await ports.erasures.put(owner, dueAt(new Date(began).toISOString(), 'erasure'));
  await abandonExport(owner, ports);
  let deleted = 0;
  for await (const ids of ports.analyses.ids(owner)) {
    if (ports.now().getTime() - began > budgetMs) return { deleted, done: false };
    const erased = await allEnded(ids.map((id) => erase(owner, id, ports)));
    deleted += erased.filter(Boolean).length;
  }
  await ports.erasures.remove(owner);
  return { deleted, done: true };
}
