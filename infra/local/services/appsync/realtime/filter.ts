import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isRecord } from '../../../assembly/record.ts';

const mostFieldNames = 5;
const mostFilters = 10;
const mostNesting = 5;

const scalar = z.union([z.string().max(256), z.number(), z.boolean()]);
const ordered = z.union([z.string().max(256), z.number()]);
const fieldName = z.string();

const filter = z.discriminatedUnion('operator', [
  z.object({ fieldName, operator: z.enum(['eq', 'ne']), value: scalar }),
  z.object({ fieldName, operator: z.enum(['le', 'lt', 'ge', 'gt', 'contains', 'notContains']), value: ordered }),
  z.object({ fieldName, operator: z.literal('beginsWith'), value: z.string().max(256) }),
  z.object({ fieldName, operator: z.enum(['in', 'notIn']), value: z.array(scalar).max(5) }),
  z.object({ fieldName, operator: z.literal('between'), value: z.tuple([ordered, ordered]) }),
  z.object({ fieldName, operator: z.literal('containsAny'), value: z.array(scalar).max(20) }),
]);

/** The argument of `extensions.setSubscriptionFilter`, within AppSync's limits. */
export const subscriptionFilter = z.object({
  filterGroup: z
    .array(
      z.object({
        filters: z
          .array(filter)
          .refine(
            (filters) => new Set(filters.map((each) => each.fieldName)).size <= mostFieldNames,
            `a filter names at most ${String(mostFieldNames)} fields`,
          ),
      }),
    )
    .max(mostFilters),
});

type Filter = z.infer<typeof filter>;

/** As handlers build it; what it may hold is checked when it is set. */
export interface SubscriptionFilter {
  filterGroup: { filters: { fieldName: string; operator: string; value?: unknown }[] }[];
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
      return compareOrder('ge', actual, values[0]) && compareOrder('le', actual, values[1]);
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
