import { analysisStatuses } from '../../schema/events.ts';
import type { AnalysisFilter, AnalysisStatus } from '../../schema/generated/schema.ts';
import { justBefore } from '../../schema/ulid.ts';
import type { StoredAnalysis } from './analysis.ts';
import { asksForSurest, conditionsOf, meets, type Conditions } from './filter.ts';
import { placesFrom, surestLabel } from './labels.ts';
import type { AnalysisIndex, IdRange } from './ports.ts';
import { difference, intersection, nothing, rangeOf, union, type SortedIds } from './sorted-ids.ts';

export interface SearchPorts {
  index: AnalysisIndex;
}

export interface Found {
  /** Newest first: as many as were asked for, or all that are left. */
  rows: StoredAnalysis[];
  /** The `after` of the next page; undefined when nothing is left. */
  next: string | undefined;
}

/**
 * A page of an owner's analyses that meet a filter, newest first. Ids come from sorted ranges that are merged without
 * reading anything else; then exactly the page's rows are read, and looked at once more, because an index lags behind.
 * @param after the id of the last row of the page before
 * @throws CallerError InvalidInput
 */
export async function search(
  owner: string,
  filter: AnalysisFilter | null | undefined,
  { index }: SearchPorts,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Found> {
  const conditions = conditionsOf(filter);
  const ids = plan(owner, conditions, index);
  const rows: StoredAnalysis[] = [];
  let bound = after ?? conditions.newest;
  let next = await ids.before(bound);
  while (next !== undefined && rows.length < limit) {
    const wanted: string[] = [];
    for (; next !== undefined && wanted.length < limit - rows.length; next = await ids.before(bound)) {
      wanted.push(next);
      bound = next;
    }
    rows.push(...(await index.rows(owner, wanted)).filter((row) => meets(row, conditions)));
  }
  return { rows, next: next === undefined ? undefined : bound };
}

/** Which ranges a filter reads, and how they are merged: docs/adr/0013-search-by-sorted-ranges.md. */
function plan(owner: string, conditions: Conditions, index: AnalysisIndex): SortedIds {
  const { status, all, any, none, minConfidence = 0, oldest } = conditions;
  const range = (range: IdRange, mayHaveLess = false) =>
    rangeOf(async (bound, count) => {
      const last = justBefore(bound);
      if (last < oldest) return { ids: [], readTo: undefined };
      const entries = await index.ids(owner, range, { from: oldest, to: last, count });
      const sure = mayHaveLess ? entries.filter(({ confidence }) => (confidence ?? 100) >= minConfidence) : entries;
      return { ids: sure.map(({ id }) => id), readTo: entries.length < count ? undefined : entries.at(-1)?.id };
    });
  const inStates = (states: readonly AnalysisStatus[]) => union(states.map((state) => range({ status: state })));
  const seen = (name: string) =>
    union(placesFrom(name, minConfidence).map(({ place, mayHaveLess }) => range({ place }, mayHaveLess)));

  if (status?.length === 0 || any?.length === 0) return nothing;
  const [first, ...others] = [
    ...all.map(seen),
    ...(any ? [union(any.map(seen))] : []),
    ...(asksForSurest(conditions) ? [seen(surestLabel)] : []),
    ...(status ? [inStates(status)] : []),
  ];
  const wanted = first ? intersection([first, ...others]) : inStates(analysisStatuses);
  return none.length > 0 ? difference(wanted, union(none.map(seen))) : wanted;
}
