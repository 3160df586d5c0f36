import { dayOf, isAnalysisId } from '../../schema/table.ts';
import { CallerError } from '../domain/errors.ts';
import type { Analyses, Photos, Quota } from '../domain/ports.ts';

/**
 * Deletes an analysis with its photo, which goes on counting towards the day's limit. The photo goes first: whatever
 * stops the work half-way, the analysis is still there to be deleted again.
 * @throws CallerError NotFound
 */
export async function deleteAnalysis(
  { owner, id }: { owner: string; id: string },
  { analyses, photos, quota }: { analyses: Analyses; photos: Photos; quota: Quota },
): Promise<string> {
  const record = isAnalysisId(id) ? await analyses.find(owner, id) : undefined;
  if (!record) throw new CallerError('NotFound', 'There is no such analysis.', { id });
  await photos.remove(owner, id);
  await quota.spend(owner, dayOf(record.createdAt), id);
  await analyses.remove(owner, id);
  return id;
}
