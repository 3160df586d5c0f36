import type { AnalysisFilter } from '../../schema/generated/schema.ts';
import type { StoredAnalysis } from '../domain/analysis.ts';
import { search, type SearchPorts } from '../domain/search.ts';

const pageSize = 200;

/** All analyses of an owner's that meet a filter, newest first, read a page at a time. */
export async function* foundAnalyses(
  owner: string,
  filter: AnalysisFilter | undefined,
  ports: SearchPorts,
): AsyncGenerator<StoredAnalysis> {
  let after: string | undefined;
  do {
    const { rows, next } = await search(owner, filter, ports, { after, limit: pageSize });
    yield* rows;
    after = next;
  } while (after !== undefined);
}
