import { isAnalysisId } from '../../schema/table.ts';
import { erase, type ErasePorts } from '../domain/erase.ts';
import { CallerError } from '../domain/errors.ts';

/**
 * Deletes an analysis with its photo, which goes on counting towards the day's limit.
 * @throws CallerError NotFound
 */
export async function deleteAnalysis({ owner, id }: { owner: string; id: string }, ports: ErasePorts): Promise<string> {
  if (!isAnalysisId(id) || !(await erase(owner, id, ports))) {
    throw new CallerError('NotFound', 'There is no such analysis.', { id });
  }
  return id;
}
