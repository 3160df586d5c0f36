import type { AnalysisRecord } from '../../schema/events.ts';
import type { Analyses, KnownPhotos } from '../domain/ports.ts';

/**
 * The analysis that an owner's photo has already, or else (`instead`) the id of one that is of no more use: it failed,
 * expired, was refused for its sender, or is gone.
 */
export async function knownAnalysis(
  owner: string,
  sha256: string,
  { analyses, known }: { analyses: Analyses; known: KnownPhotos },
): Promise<{ analysis?: AnalysisRecord; instead?: string }> {
  const id = await known.find(owner, sha256);
  if (id === undefined) return {};
  const analysis = await analyses.find(owner, id);
  return analysis && isOfUse(analysis) ? { analysis } : { instead: id };
}

function isOfUse({ status, reason }: AnalysisRecord): boolean {
  return status !== 'FAILED' && status !== 'EXPIRED' && reason?.code !== 'USER_BLOCKED';
}
