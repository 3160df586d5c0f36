import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { isRecord } from '../../../assembly/record.ts';

const mostFieldNames = 5;
const mostGroups = 10;
const mostNesting = 5;
const mostValues = { in: 5, notIn: 5, containsAny: 20 };
const longestText = 256;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const ordered = z.union([z.string(), z.number()]);
const fieldName = z.string();

const filter = z.discriminatedUnion('operator', [
  z.object({ fieldName, operator: z.enum(['eq', 'ne']), value: scalar }),
  z.object({ fieldName, operator: z.enum(['le', 'lt', 'ge', 'gt', 'contains', 'notContains']), value: ordered }),
  z.object({ fieldName, operator: z.literal('beginsWith'), value: z.string() }),
  z.object({ fieldName, operator: z.enum(['in', 'notIn', 'containsAny']), value: z.array(ordered) }),
  z.object({ fieldName, operator: z.literal('between'), value: z.tuple([ordered, ordered]) }),
]);

/** The argument of `extensions.setSubscriptionFilter`. */
export const subscriptionFilter = z.object({ filterGroup: z.array(z.object({ filters: z.array(filter) })) });

type Filter = z.infer<typeof filter>;

/** As handlers build it; what it may hold is checked when it is set. */
export interface SubscriptionFilter {
  filterGroup: { filters: { fieldName: string; operator: string; value?: unknown }[] }[];
}

/** What AppSync says of a filter beyond its limits; undefined for one within them. */
export function filterProblem({ filterGroup }: SubscriptionFilter): string | undefined {
  const filters = filterGroup.flatMap((group) => group.filters);
  const crowded = filters.find(({ operator, value }) => valuesOf(value).length > mostValuesOf(operator));
  if (crowded) {
    const { operator } = crowded;
    return `subscription exceeds maximum value limit ${String(mostValuesOf(operator))} for operator \`${operator}\`.`;
  }
  if (filterGroup.some((group) => new Set(group.filters.map((each) => each.fieldName)).size > mostFieldNames)) {
    return `Filters exceed maximum attributes limit ${String(mostFieldNames)} for subscription.`;
  }
  if (filterGroup.reduce((sum, group) => sum + combinations(group.filters), 0) > mostGroups) {
    return `Filters combination exceed maximum limit ${String(mostGroups)} for subscription.`;
  }
  const long = filters.some(({ value }) => valuesOf(value).some((each) => String(each).length > longestText));
  return long ? `A string of a filter has more than ${String(longestText)} characters.` : undefined;
}

function mostValuesOf(operator: string): number {
  return operator === 'in' || operator === 'notIn' || operator === 'containsAny' ? mostValues[operator] : Infinity;
}

function valuesOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** An `in` counts as one group for each of its values. */
function combinations(filters: SubscriptionFilter['filterGroup'][number]['filters']): number {
  return filters.reduce(
    (product, { operator, value }) => product * (operator === 'in' ? valuesOf(value).length : 1),
    1,
  );
}

/** Whether one of the groups holds entirely. Without any group everything passes. */
export function passesFilter({ filterGroup }: SubscriptionFilter, published: unknown): boolean {
  // AppSync ignores what is published as a list when filters are enhanced.
  if (Array.isArray(published)) return false;
  if (filterGroup.length === 0) return true;
  return filterGroup.some(({ filters }) => filters.every((each) => holds(filter.parse(each), published)));
}

function holds({ fieldName: path, ...condition }: Filter, published: unknown): boolean {
  const names = path.split('.');
  if (names.length > mostNesting) return true;
  return compare(
    condition,
    names.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), published),
  );
}

function compare({ operator, value }: Pick<Filter, 'operator' | 'value'>, actual: unknown): boolean {
  switch (operator) {
    case 'eq':
      return actual === value;
    case 'ne':
      return actual !== value;
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return compareOrder(operator, actual, value);
    case 'contains':
      return contains(actual, value);
    case 'notContains':
      return !contains(actual, value);
    case 'beginsWith':
      return typeof actual === 'string' && typeof value === 'string' && actual.startsWith(value);
    default:
      return Array.isArray(value) && compareList(operator, actual, value);
  }
}

function compareList(operator: Filter['operator'], actual: unknown, values: unknown[]): boolean {
  switch (operator) {
    case 'in':
      return values.includes(actual);
    case 'notIn':
      return !values.includes(actual);
    case 'containsAny':
      return values.some((value) => contains(actual, value));
    default:
      // AppSync's example: between 1 and 5 are 2, 3 and 4.
      return compareOrder('gt', actual, values[0]) && compareOrder('lt', actual, values[1]);
  }
}

function compareOrder(operator: 'lt' | 'le' | 'gt' | 'ge', actual: unknown, bound: unknown): boolean {
  const order = orderOf(actual, bound);
  if (order === undefined) return false;
  const outcomes = { lt: order < 0, le: order <= 0, gt: order > 0, ge: order >= 0 };
  return outcomes[operator];
}

/** Negative, zero or positive; undefined for values of different types. */
function orderOf(actual: unknown, bound: unknown): number | undefined {
  if (typeof actual === 'number' && typeof bound === 'number') return actual - bound;
  if (typeof actual === 'string' && typeof bound === 'string') return actual < bound ? -1 : Number(actual > bound);
  return undefined;
}

function contains(actual: unknown, value: unknown): boolean {
  if (Array.isArray(actual)) return actual.includes(value);
  return typeof actual === 'string' && typeof value === 'string' && actual.includes(value);
}

/**
 * Filtering by the subscription's own arguments, when its resolver sets no filter: each argument that was given has
 * to equal the published field of the same name; an explicit null asks for items without a value.
 */
export function passesArguments(given: Record<string, unknown>, published: unknown): boolean {
  const fields = isRecord(published) ? published : {};
  return Object.entries(given).every(([name, value]) => isDeepStrictEqual(fields[name] ?? null, value));
}
