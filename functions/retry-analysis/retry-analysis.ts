import type { AnalysisRecord } from '../../schema/events.ts';
import { dayOf, isAnalysisId } from '../../schema/table.ts';
import { admission, type AdmissionPorts } from '../domain/admission.ts';
import type { StoredAnalysis } from '../domain/analysis.ts';
import { CallerError } from '../domain/errors.ts';
import type { Analyses, Changes, PhotoQueue, Photos } from '../domain/ports.ts';

export interface RetryAnalysisPorts extends AdmissionPorts {
  analyses: Analyses;
  photos: Pick<Photos, 'exists'>;
  queue: PhotoQueue;
  changes: Changes;
  newId: () => string;
  /** Resolves after so many milliseconds. */
  pause: (ms: number) => Promise<void>;
}

export interface RetryOrder {
  owner: string;
  id: string;
  /** The version to repeat; without it, whichever there is. */
  version?: number | null | undefined;
  /** What the caller calls what they did; from here on the analysis goes by it. */
  correlationId?: string | undefined;
}

/** An end is told of a breath before it is closed: whoever answers at once is let in. */
const tries = 10;
const pauseMs = 200;

/**
 * Has a photo looked at again: one that failed, or one that has its labels, which stay until new ones are there. It
 * takes a place in today's limit.
 * @throws CallerError NotFound, Conflict, QuotaExceeded, UserBlocked, ServicePaused
 */
export async function retryAnalysis(
  { owner, id, version, correlationId }: RetryOrder,
  ports: RetryAnalysisPorts,
): Promise<AnalysisRecord> {
  const now = ports.now().toISOString();
  const { admit, reserve } = admission(owner, now, ports);
  await admit();
  const record = await endedAnalysis(owner, id, ports);
  if (version != null && record.version !== version) throw conflict(id, 'It has moved on since that version.');
  const place = { day: dayOf(now), token: `${id}#${ports.newId()}` };
  await reserve([place.token]);
  const asked = correlationId === undefined ? record : { ...record, correlationId };
  const restarted = await ports.analyses.restart(asked, place, now);
  if (!restarted) {
    await ports.quota.giveBack(owner, place);
    throw conflict(id, 'It is being looked at already.');
  }
  // Whatever stops this call from here on, the sweeper queues the photo.
  await Promise.all([ports.queue.send({ owner, id, run: place.token }), ports.changes.announce(restarted)]);
  return restarted;
}

/** The analysis, ended and with all that follows from its end done. */
async function endedAnalysis(owner: string, id: string, ports: RetryAnalysisPorts): Promise<StoredAnalysis> {
  const find = async () => (isAnalysisId(id) ? ports.analyses.find(owner, id) : undefined);
  const record = await find();
  if (!record) throw new CallerError('NotFound', 'There is no such analysis.', { id });
  if (record.status !== 'FAILED' && record.status !== 'COMPLETED') {
    throw conflict(id, 'Only an analysis that failed or has its labels can be repeated.');
  }
  if (!(await ports.photos.exists(owner, id))) throw conflict(id, 'Its photo is not stored any more.');
  for (let latest: StoredAnalysis | undefined = record, left = tries; latest && left > 0; left -= 1) {
    if (latest.dueAt === undefined) return latest;
    await ports.pause(pauseMs);
    latest = await find();
  }
  throw conflict(id, 'It has only just ended. Try again in a minute.');
}

function conflict(id: string, message: string): CallerError {
  return new CallerError('Conflict', message, { id });
}
