import type { AnalysisRecord } from '../../schema/events.ts';
import type { ReasonCode } from '../../schema/generated/schema.ts';
import { photoLimits } from '../../schema/limits.ts';
import { monthOf } from '../../schema/table.ts';
import { isFinal, reason, type StoredAnalysis } from '../domain/analysis.ts';
import type { Detector, Outcome, Photos, Spending, Users } from '../domain/ports.ts';
import { settle, type SettlePorts } from '../domain/settle.ts';
import { isBlocked } from '../domain/user.ts';
import { verdictOn } from './failures.ts';
import { inspectPhoto } from './inspect-photo.ts';

export interface AnalyzeImagePorts extends SettlePorts {
  photos: Photos;
  detector: Detector;
  users: Pick<Users, 'find'>;
  spending: Spending;
}

type End = { to: 'COMPLETED' | 'REJECTED' | 'FAILED'; outcome: Outcome };

/** Enough for the dimensions of nearly every photo; one with a longer preamble is read whole. */
const firstBytes = 128 * 1024;

/**
 * Takes one uploaded photo to its end. Safe to repeat at any point: each step is a conditional write, and a photo
 * that has already ended is only told of again.
 * @throws when the work should be tried again later
 */
export async function analyzeImage(owner: string, id: string, ports: AnalyzeImagePorts): Promise<void> {
  const { analyses, changes, now } = ports;
  const begun =
    (await analyses.transition(owner, id, 'ANALYZING', now().toISOString())) ?? (await analyses.find(owner, id));
  if (!begun) return; // Deleted meanwhile, or never announced.
  if (isFinal(begun.status)) return settle(begun, ports);

  const [seen] = await Promise.all([lookAt(begun, ports), changes.announce(begun)]);
  const end = endOf(begun, seen);
  const ended =
    (await analyses.transition(owner, id, end.to, now().toISOString(), end.outcome)) ??
    (await analyses.find(owner, id));
  if (ended) await settle(ended, ports);
}

/** Labels that are there stay until there are new ones: a repeat that comes to nothing leaves everything as it was. */
function endOf({ labels }: StoredAnalysis, end: End): End {
  if (labels && end.to !== 'COMPLETED') return { to: 'COMPLETED', outcome: { wasted: true } };
  return end.to === 'FAILED' ? { ...end, outcome: { ...end.outcome, wasted: true } } : end;
}

async function lookAt(record: AnalysisRecord, ports: AnalyzeImagePorts): Promise<End> {
  const [seen, user] = await Promise.all([inspect(record, ports.photos), ports.users.find(record.owner)]);
  if (isBlocked(user)) return rejected('USER_BLOCKED');
  if ('to' in seen) return seen;
  try {
    const month = monthOf(ports.now());
    const [found] = await Promise.all([
      ports.detector.detectLabels(record.owner, record.id),
      ports.spending.add(month),
    ]);
    return { to: 'COMPLETED', outcome: { ...seen, ...found } };
  } catch (error) {
    const verdict = verdictOn(error);
    if (verdict.kind === 'retry') throw error;
    return { to: verdict.kind === 'reject' ? 'REJECTED' : 'FAILED', outcome: { reason: reason(verdict.code) } };
  }
}

function rejected(code: ReasonCode): End {
  return { to: 'REJECTED', outcome: { reason: reason(code) } };
}

/** The photo's displayed size, or the end of a photo that must not be looked at. */
async function inspect(record: AnalysisRecord, photos: Photos): Promise<End | { width: number; height: number }> {
  for (const atMost of [firstBytes, photoLimits.maxBytes]) {
    const photo = await photos.read(record.owner, record.id, atMost);
    if (!photo) throw new Error(`No photo is stored for ${record.id}.`);
    if (photo.totalBytes > photoLimits.maxBytes) return rejected('TOO_LARGE');
    if (photo.totalBytes !== record.size) return rejected('CONTENT_MISMATCH');
    const inspection = inspectPhoto(photo.bytes, photo.bytes.length >= photo.totalBytes, record.contentType);
    if (inspection.ok === true) return { width: inspection.width, height: inspection.height };
    if (inspection.ok === false) return rejected(inspection.code);
  }
  return rejected('NOT_AN_IMAGE');
}
