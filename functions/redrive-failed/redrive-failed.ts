import { dayOf } from '../../schema/table.ts';
import type { Analyses, Changes, PhotoQueue, Users } from '../domain/ports.ts';
import { search, type SearchPorts } from '../domain/search.ts';

export interface RedriveFailedPorts extends SearchPorts {
  users: Pick<Users, 'ids'>;
  analyses: Pick<Analyses, 'restart'>;
  queue: Pick<PhotoQueue, 'send'>;
  changes: Changes;
  newId: () => string;
  now: () => Date;
}

export interface Redriven {
  /** Photos that are looked at again. */
  redriven: number;
  /** Whether there was time for all; if not, the same order goes on where this one ended. */
  done: boolean;
}

const pageSize = 100;

/**
 * Has every photo looked at again that failed at `since` (ISO 8601) or later, whoever sent it: for operators, once what
 * made them fail is mended. It takes no place in anybody's limit. Can be repeated: what is under way is left alone.
 * @param until when to stop, milliseconds since the epoch
 */
export async function redriveFailed(since: string, until: number, ports: RedriveFailedPorts): Promise<Redriven> {
  let redriven = 0;
  for await (const owner of ports.users.ids()) {
    let after: string | undefined;
    do {
      if (ports.now().getTime() >= until) return { redriven, done: false };
      const { rows, next } = await search(owner, { status: ['FAILED'] }, ports, { after, limit: pageSize });
      for (const record of rows) {
        if (record.updatedAt < since) continue;
        const now = ports.now().toISOString();
        // A place that was never reserved can neither be used nor given back.
        const place = { day: dayOf(now), token: `${record.id}#${ports.newId()}` };
        const restarted = await ports.analyses.restart(record, place, now);
        if (!restarted) continue;
        await Promise.all([
          ports.queue.send({ owner, id: record.id, run: place.token }),
          ports.changes.announce(restarted),
        ]);
        redriven += 1;
      }
      after = next;
    } while (after !== undefined);
  }
  return { redriven, done: true };
}
