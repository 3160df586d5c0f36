import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterProblem, passesArguments, passesFilter, subscriptionFilter } from './filter.ts';

const filter = (fieldName: string, operator: string, value: unknown) => ({
  filterGroup: [{ filters: [{ fieldName, operator, value }] }],
});

describe('passesFilter', () => {
  it.each([
    ['eq', 1, 1, true],
    ['eq', 1, '1', false],
    ['ne', 1, 2, true],
    ['le', 2, 2, true],
    ['lt', 2, 2, false],
    ['ge', 'b', 'c', true],
    ['gt', 2, '3', false],
    ['contains', 'b', 'abc', true],
    ['contains', 'b', ['a', 'b'], true],
    ['notContains', 'b', ['a'], true],
    ['beginsWith', 'ab', 'abc', true],
    ['beginsWith', 'b', 'abc', false],
    ['in', [1, 2], 2, true],
    ['notIn', [1, 2], 2, false],
    ['between', [1, 3], 2, true],
    ['between', [1, 3], 3, false],
    ['containsAny', ['x', 'b'], ['a', 'b'], true],
    ['containsAny', ['x'], ['a', 'b'], false],
  ])('%s %j of %j: %j', (operator, value, actual, expected) => {
    expect(passesFilter(filter('a', operator, value), { a: actual })).toBe(expected);
  });

  it('follows a path to the fifth level, and ignores what lies deeper', () => {
    const published = { a: { b: { c: { d: { e: 1, f: { g: 1 } } } } } };
    expect(passesFilter(filter('a.b.c.d.e', 'eq', 1), published)).toBe(true);
    expect(passesFilter(filter('a.b.c.d.e', 'eq', 2), published)).toBe(false);
    expect(passesFilter(filter('a.b.c.d.f.g', 'eq', 2), published)).toBe(true);
  });

  it('needs all filters of one group, and of the groups any', () => {
    const either = { filterGroup: [...filter('a', 'eq', 1).filterGroup, ...filter('b', 'eq', 1).filterGroup] };
    const both = { filterGroup: [{ filters: either.filterGroup.flatMap(({ filters }) => filters) }] };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 }), (a, b) => {
        expect(passesFilter(either, { a, b })).toBe(a === 1 || b === 1);
        expect(passesFilter(both, { a, b })).toBe(a === 1 && b === 1);
      }),
    );
  });

  it('lets no list pass, and everything without a group', () => {
    expect(passesFilter(filter('a', 'eq', 1), [{ a: 1 }])).toBe(false);
    expect(passesFilter({ filterGroup: [] }, { a: 1 })).toBe(true);
  });
});

describe('the limits of a filter', () => {
  const fields = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ fieldName: `f${String(i)}`, operator: 'eq', value: 1 }));
  const groups = (count: number) => Array.from({ length: count }, () => ({ filters: fields(5) }));
  const choice = { fieldName: 'x', operator: 'in', value: [1, 2, 3] };
  it.each([
    ['groups', { filterGroup: groups(11) }, 'Filters combination exceed maximum limit 10 for subscription.'],
    [
      'groups, an in being one for each combination',
      { filterGroup: [{ filters: [choice, { ...choice, fieldName: 'y', value: [1, 2, 3, 4] }] }] },
      'Filters combination exceed maximum limit 10 for subscription.',
    ],
    [
      'fields',
      { filterGroup: [{ filters: fields(6) }] },
      'Filters exceed maximum attributes limit 5 for subscription.',
    ],
    [
      'values of in',
      filter('a', 'in', [1, 2, 3, 4, 5, 6]),
      'subscription exceeds maximum value limit 5 for operator `in`.',
    ],
    [
      'values of containsAny',
      filter('a', 'containsAny', Array(21).fill('a')),
      'subscription exceeds maximum value limit 20 for operator `containsAny`.',
    ],
    ['characters', filter('a', 'eq', 'x'.repeat(257)), 'A string of a filter has more than 256 characters.'],
  ])('say no to too many %s', (_name, value, problem) => {
    expect(filterProblem(value)).toBe(problem);
  });

  it('allow what is within them', () => {
    expect(filterProblem({ filterGroup: groups(10) })).toBeUndefined();
    expect(filterProblem({ filterGroup: [...groups(7), { filters: [choice] }] })).toBeUndefined();
  });

  it('are not all that a filter has to keep', () => {
    expect(subscriptionFilter.safeParse(filter('a', 'lte', 1)).success).toBe(false);
    expect(subscriptionFilter.safeParse(filter('a', 'between', [1, 2, 3])).success).toBe(false);
  });
});

describe('passesArguments', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const record = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value);

  it('lets a thing pass exactly when every given argument equals its field, null being no value', () => {
    fc.assert(
      fc.property(record, record, (args, published) => {
        const expected = Object.entries(args).every(([name, each]) => (published[name] ?? null) === each);
        expect(passesArguments(args, published)).toBe(expected);
      }),
    );
  });

  it('lets pass what equals in all fields, and everything when nothing is asked', () => {
    fc.assert(
      fc.property(record, (published) => {
        expect(passesArguments(published, published)).toBe(true);
        expect(passesArguments({}, published)).toBe(true);
      }),
    );
  });
});
