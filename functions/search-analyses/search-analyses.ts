import { cursorOf, positionIn } from '../../schema/cursor.ts';
import type { AnalysisFilter } from '../../schema/generated/schema.ts';
import type { StoredAnalysis } from '../domain/analysis.ts';
import { CallerError } from '../domain/errors.ts';
import { search, type SearchPorts } from '../domain/search.ts';

export interface SearchAnalyses {
  owner: string;
  filter: AnalysisFilter | null;
  limit: number;
  nextToken: string | null;
}

/** A page of an owner's analyses. @throws CallerError InvalidInput */
export async function searchAnalyses(
  { owner, filter, limit, nextToken }: SearchAnalyses,
  ports: SearchPorts,
): Promise<{ items: StoredAnalysis[]; nextToken: string | null }> {
  const after = nextToken === null ? undefined : positionIn(owner, filter, nextToken);
  if (nextToken !== null && after === undefined) {
    throw new CallerError('InvalidInput', 'nextToken is not of this list.');
  }
  const { rows, next } = await search(owner, filter, ports, { after, limit });
  return { items: rows, nextToken: next === undefined ? null : cursorOf(owner, filter, next) };
}
