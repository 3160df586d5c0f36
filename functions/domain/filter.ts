import type { AnalysisFilter, AnalysisStatus } from '../../schema/generated/schema.ts';
import { afterAllUlids, afterDay, beforeDay } from '../../schema/ulid.ts';
import type { StoredAnalysis } from './analysis.ts';
import { CallerError } from './errors.ts';
import { indexedNames, labelKey, surestConfidence } from './labels.ts';

/** Names in one filter, at most: each costs a merge of ranges. */
const mostNames = 10;
const longestName = 100;
const mostStates = 6;

/** A filter that has been checked, in the terms of the indexes. */
export interface Conditions {
  /** Undefined: in any state. */
  status: AnalysisStatus[] | undefined;
  /** Names as they are indexed. */
  all: string[];
  /** Undefined: whatever was seen. */
  any: string[] | undefined;
  none: string[];
  minConfidence: number | undefined;
  /** Sorts before every id that is wanted. */
  oldest: string;
  /** Sorts after every id that is wanted. */
  newest: string;
}

/** @throws CallerError InvalidInput */
export function conditionsOf(filter: AnalysisFilter | null | undefined): Conditions {
  const { status, labels, minConfidence, from, to } = filter ?? {};
  const names = checkedNames([...(labels?.all ?? []), ...(labels?.any ?? []), ...(labels?.none ?? [])]);
  const all = labels?.all?.length ?? 0;
  const any = labels?.any?.length ?? 0;
  if ((status ?? []).length > mostStates) throw invalid(`There are only ${mostStates} states.`);
  const least = minConfidence ?? undefined;
  if (least !== undefined && !(least >= 0 && least <= 100)) throw invalid('minConfidence has to be 0 to 100.');
  if (from && to && startOfDay(from) > startOfDay(to)) throw invalid('from cannot be later than to.');
  return {
    status: status ? [...new Set(status)] : undefined,
    all: [...new Set(names.slice(0, all))],
    any: labels?.any ? [...new Set(names.slice(all, all + any))] : undefined,
    none: [...new Set(names.slice(all + any))],
    minConfidence: least,
    oldest: from ? beforeDay(startOfDay(from)) : '',
    newest: to ? afterDay(startOfDay(to)) : afterAllUlids,
  };
}

function checkedNames(names: readonly string[]): string[] {
  if (names.length > mostNames) throw invalid(`A filter takes at most ${mostNames} label names.`);
  const keys = names.map(labelKey);
  if (keys.some((name) => name === '' || name.length > longestName)) {
    throw invalid(`A label name has 1 to ${longestName} characters.`);
  }
  return keys;
}

/** An AWSDate may have an offset after the day, which does not count. */
function startOfDay(day: string): number {
  const start = Date.parse(`${day.slice(0, 10)}T00:00:00.000Z`);
  if (Number.isNaN(start)) throw invalid(`${day.slice(0, 20)} is no day.`);
  return start;
}

/** Whether an analysis, as it is stored now, meets the conditions: an index may lag behind. */
export function meets(record: StoredAnalysis, conditions: Conditions): boolean {
  const { status, all, any, none, minConfidence = 0, oldest, newest } = conditions;
  if (record.id < oldest || record.id > newest) return false;
  if (status && !status.includes(record.status)) return false;
  const names = indexedNames(record.labels);
  const seen = (name: string) => (names[name] ?? -1) >= minConfidence;
  if (!all.every(seen) || (any && !any.some(seen)) || none.some(seen)) return false;
  return !asksForSurest(conditions) || (surestConfidence(record.labels) ?? -1) >= minConfidence;
}

/** Whether a confidence is asked for, and no label: any label with it will do. */
export function asksForSurest({ all, any, none, minConfidence }: Conditions): boolean {
  return minConfidence !== undefined && all.length + (any ?? []).length + none.length === 0;
}

function invalid(message: string): CallerError {
  return new CallerError('InvalidInput', message);
}
