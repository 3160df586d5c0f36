import { isRecord } from '../../../assembly/record.ts';
import type { SubscriptionFilter } from '../realtime/filter.ts';

type Filters = SubscriptionFilter['filterGroup'][number]['filters'];

/**
 * `util.transform.toSubscriptionFilter`: several operators of one field, the members of an `or` and the rules are
 * alternatives, and the groups are their cross product. Null for what is not an object.
 */
export function toSubscriptionFilter(
  filter: unknown,
  ignoredFields: string[] = [],
  rules: unknown = {},
): SubscriptionFilter | null {
  if (!isRecord(filter) || !isRecord(rules)) return null;
  const alternatives = [...fields(filter, ignoredFields), Object.entries(rules).flatMap(fieldAlternatives)];
  const groups = product(alternatives.filter((each) => each.length > 0));
  return { filterGroup: groups.filter((filters) => filters.length > 0).map((filters) => ({ filters })) };
}

/** One list of alternatives for each field and group of `filter`; all lists have to be satisfied. */
function fields(filter: Record<string, unknown>, ignored: string[]): Filters[][] {
  return Object.entries(filter).flatMap(([name, value]) => {
    if (ignored.includes(name)) return [];
    if (name === 'and' && Array.isArray(value)) return value.filter(isRecord).flatMap((each) => fields(each, ignored));
    if (name === 'or' && Array.isArray(value)) {
      return [value.filter(isRecord).flatMap((each) => product(fields(each, ignored)))];
    }
    return [fieldAlternatives([name, value])];
  });
}

function fieldAlternatives([fieldName, operators]: [string, unknown]): Filters[] {
  if (!isRecord(operators)) return [];
  return Object.entries(operators).map(([operator, value]) => [{ fieldName, operator, value }]);
}

function product(lists: Filters[][]): Filters[] {
  return lists.reduce<Filters[]>(
    (groups, alternatives) => groups.flatMap((group) => alternatives.map((each) => [...group, ...each])),
    [[]],
  );
}
