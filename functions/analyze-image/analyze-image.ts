import type { AnalysisRecord } from '../../schema/events.ts';
import type { ReasonCode } from '../../schema/generated/schema.ts';
import { longestLookMs, photoLimits } from '../../schema/limits.ts';
import { monthOf } from '../../schema/table.ts';
import { isFinal, reason, type StoredAnalysis } from '../domain/analysis.ts';
import type { Detector, Outcome, Photos, Spending, Thumbnailer, Users } from '../domain/ports.ts';
import { settle, type SettlePorts } from '../domain/settle.ts';
import { isBlocked } from '../domain/user.ts';
import { verdictOn } from './failures.ts';
import { inspectPhoto } from './inspect-photo.ts';
import { storeThumbnail } from './store-thumbnail.ts';

export interface AnalyzeImagePorts extends SettlePorts {
  photos: Pick<Photos, 'read' | 'putThumbnail'>;
  thumbnailer: Thumbnailer;
  detector: Detector;
  users: Pick<Users, 'find'>;
  spending: Spending;
}

type End = { to: 'COMPLETED' | 'REJECTED' | 'FAILED'; outcome: Outcome };

/**
 * Takes one uploaded photo to its end. Safe to repeat at any point: each step is a conditional write, and what has ended
 * stays as it is.
 * @param isCopy whether this may be the copy of an event that somebody is at work on: then a look that has only just
 * begun gets its time, so that no photo is paid for twice
 * @throws when the work should be tried again later
 */
export async function analyzeImage(owner: string, id: string, ports: AnalyzeImagePorts, isCopy = false): Promise<void> {
  const { analyses, changes, now } = ports;
  const arrived = now();
  const taken = await analyses.transition(owner, id, 'ANALYZING', arrived.toISOString());
  const begun = taken ?? (await analyses.find(owner, id));
  if (!begun) return; // Deleted meanwhile, or never announced.
  ports.log.about({ analysisId: id, correlationId: begun.correlationId });
  if (isFinal(begun.status)) return settle(begun, ports);
  if (!taken && isCopy && arrived.getTime() - Date.parse(begun.updatedAt) < longestLookMs) {
    throw new Error('Another look at this photo has only just begun.');
  }

  const conclude = async (seen: End) => {
    const time = now().toISOString();
    const { to, outcome } = endOf(begun, seen, time);
    return (await analyses.transition(owner, id, to, time, outcome, begun.version)) ?? (await analyses.find(owner, id));
  };
  const ended = await Promise.all([lookAt(begun, ports), changes.announce(begun)])
    .then(([seen]) => conclude(seen))
    .catch((error: unknown) => conclude(endAfter(error)));
  // One that came late finds it ended, or begun anew: that is for another to end.
  if (!ended || !isFinal(ended.status)) return;
  const took = ports.spending.took(monthOf(arrived), now().getTime() - arrived.getTime());
  await Promise.all([settle(ended, ports), took]);
}

/** Labels that are there stay until there are new ones: a repeat that comes to nothing leaves everything as it was. */
function endOf({ labels, createdAt }: StoredAnalysis, end: End, time: string): End {
  if (labels && end.to !== 'COMPLETED') return { to: 'COMPLETED', outcome: { wasted: true } };
  if (!labels && end.to === 'COMPLETED') {
    return { ...end, outcome: { ...end.outcome, labelsAfterMs: Date.parse(time) - Date.parse(createdAt) } };
  }
  return end.to === 'FAILED' ? { ...end, outcome: { ...end.outcome, wasted: true } } : end;
}

async function lookAt(record: AnalysisRecord, ports: AnalyzeImagePorts): Promise<End> {
  const [photo, user] = await Promise.all([
    ports.photos.read(record.owner, record.id, photoLimits.maxBytes),
    ports.users.find(record.owner),
  ]);
  if (isBlocked(user)) return rejected('USER_BLOCKED');
  if (!photo) throw new Error(`No photo is stored for ${record.id}.`);
  if (photo.totalBytes > photoLimits.maxBytes) return rejected('TOO_LARGE');
  if (photo.totalBytes !== record.size) return rejected('CONTENT_MISMATCH');
  const { bytes } = photo;
  const inspection = inspectPhoto(bytes, record.contentType);
  if (!inspection.ok) return rejected(inspection.code);

  const { width, height, heldBytes } = inspection;
  const making = storeThumbnail({ ...record, bytes, heldBytes }, ports);
  const end = await detect(record, ports)
    .catch(endAfter)
    .finally(() => making);
  return { ...end, outcome: { ...end.outcome, width, height, ...(await making) } };
}

async function detect({ owner, id }: AnalysisRecord, { detector, spending, now }: AnalyzeImagePorts): Promise<End> {
  const [found] = await Promise.all([detector.detectLabels(owner, id), spending.add(monthOf(now()))]);
  return { to: 'COMPLETED', outcome: found };
}

/** @throws the error itself when the work should be tried again */
function endAfter(error: unknown): End {
  const verdict = verdictOn(error);
  if (verdict.kind === 'retry') throw error;
  return { to: verdict.kind === 'reject' ? 'REJECTED' : 'FAILED', outcome: { reason: reason(verdict.code) } };
}

function rejected(code: ReasonCode): End {
  return { to: 'REJECTED', outcome: { reason: reason(code) } };
}
