import { isAnalysisId } from '../../schema/table.ts';
import { CallerError } from '../domain/errors.ts';
import type { Analyses, Photos } from '../domain/ports.ts';

/**
 * Deletes an analysis with its photo. The photo goes first: whatever stops the work half-way, the analysis is still
 * there to be deleted again.
 * @throws CallerError NotFound
 */
export async function deleteAnalysis(
  { owner, id }: { owner: string; id: string },
  { analyses, photos }: { analyses: Analyses; photos: Photos },
): Promise<string> {
  if (!isAnalysisId(id) || !(await analyses.find(owner, id))) {
    throw new CallerError('NotFound', 'There is no such analysis.', { id });
  }
  await photos.remove(owner, id);
  await analyses.remove(owner, id);
  return id;
}
