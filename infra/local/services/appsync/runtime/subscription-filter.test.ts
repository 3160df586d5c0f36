import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passesFilter } from '../realtime/filter.ts';
import { toSubscriptionFilter } from './subscription-filter.ts';

const group = (...filters: [fieldName: string, operator: string, value: unknown][]) => ({
  filters: filters.map(([fieldName, operator, value]) => ({ fieldName, operator, value })),
});

type Tree = { [field: string]: { eq?: number; ne?: number } } | { and: Tree[] } | { or: Tree[] };

const number = fc.nat({ max: 2 });
const condition = fc.oneof(fc.record({ eq: number }), fc.record({ ne: number }), fc.record({ eq: number, ne: number }));
const fields = fc.dictionary(fc.constantFrom('a', 'b', 'c'), condition, {
  minKeys: 1,
  maxKeys: 3,
  noNullPrototype: true,
});
const { tree } = fc.letrec<{ tree: Tree }>((tie) => {
  const members = fc.array(tie('tree'), { minLength: 1, maxLength: 3 });
  return {
    tree: fc.oneof({ maxDepth: 3 }, fields, fc.record({ and: members }), fc.record({ or: members })),
  };
});

/** What a filter object means: operators of one field and members of `or` are alternatives, all else has to hold. */
function means(filter: Tree, published: Record<string, number>): boolean {
  return Object.entries(filter).every(([name, value]: [string, unknown]) => {
    if (name === 'and') return (value as Tree[]).every((each) => means(each, published));
    if (name === 'or') return (value as Tree[]).some((each) => means(each, published));
    const { eq, ne } = value as { eq?: number; ne?: number };
    return (eq !== undefined && published[name] === eq) || (ne !== undefined && published[name] !== ne);
  });
}

/** Every row was recorded on AWS (localstack/appsync-utils, `__snapshots__/transform-subscription.test.js.snap`). */
describe('toSubscriptionFilter', () => {
  it.each([
    [[{ a: { eq: 1 }, b: { eq: 2 } }], [group(['a', 'eq', 1], ['b', 'eq', 2])]],
    [[{ z: { eq: 0 }, and: [{ a: { eq: 1 } }] }], [group(['z', 'eq', 0], ['a', 'eq', 1])]],
    [[{ 'loc.addr.country': { eq: 'USA' } }], [group(['loc.addr.country', 'eq', 'USA'])]],
    [[{ a: { eq: 1, ne: 2 } }], [group(['a', 'eq', 1]), group(['a', 'ne', 2])]],
    [[{ or: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }], [group(['a', 'eq', 1]), group(['b', 'eq', 2])]],
    [
      [{ and: [{ a: { eq: 1 } }, { or: [{ b: { eq: 2 } }, { c: { eq: 3 } }] }] }],
      [group(['a', 'eq', 1], ['b', 'eq', 2]), group(['a', 'eq', 1], ['c', 'eq', 3])],
    ],
    [[{ not: { a: { eq: 1 } } }], [group(['not', 'a', { eq: 1 }])]],
    [[{ a: { bogus: 1 } }], [group(['a', 'bogus', 1])]],
    [[{ a: { eq: 1 }, b: { eq: 2 } }, ['a']], [group(['b', 'eq', 2])]],
    [[{ a: { eq: 1 }, and: [{ b: { eq: 2 } }] }, ['b']], [group(['a', 'eq', 1])]],
    [
      [{ a: { eq: 1 } }, [], { r1: { gte: 250 }, r2: { eq: 'p' } }],
      [group(['a', 'eq', 1], ['r1', 'gte', 250]), group(['a', 'eq', 1], ['r2', 'eq', 'p'])],
    ],
    [[{}, [], { r1: { eq: 1 } }], [group(['r1', 'eq', 1])]],
    [[{}], []],
    [[{ a: {} }], []],
    [[{ and: [] }], []],
  ] as [Parameters<typeof toSubscriptionFilter>, object[]][])('%j', (input, filterGroup) => {
    expect(toSubscriptionFilter(...input)).toEqual({ filterGroup });
  });

  it('multiplies operators, groups and alternatives out in the recorded order', () => {
    const filter = {
      percentageUp: { lte: 50, gte: 20 },
      and: [{ title: { ne: 'Book1' } }, { downvotes: { gt: 2000 } }],
      or: [{ author: { eq: 'Admin' } }, { isPublished: { eq: false } }],
    };
    const both: [string, string, unknown][] = [
      ['title', 'ne', 'Book1'],
      ['downvotes', 'gt', 2000],
    ];
    expect(toSubscriptionFilter(filter)?.filterGroup).toEqual([
      group(['percentageUp', 'lte', 50], ...both, ['author', 'eq', 'Admin']),
      group(['percentageUp', 'lte', 50], ...both, ['isPublished', 'eq', false]),
      group(['percentageUp', 'gte', 20], ...both, ['author', 'eq', 'Admin']),
      group(['percentageUp', 'gte', 20], ...both, ['isPublished', 'eq', false]),
    ]);
  });

  it('lets pass what the filter object means', () => {
    const published = fc.record({ a: number, b: number, c: number });
    fc.assert(
      fc.property(tree, published, (filter, event) => {
        const made = toSubscriptionFilter(filter);
        expect(made && passesFilter(made, event)).toBe(means(filter, event));
      }),
    );
  });

  it.each([[null], [undefined], [[]], ['{"a":{"eq":1}}']])('cannot read %j', (filter) => {
    expect(toSubscriptionFilter(filter)).toBeNull();
  });
});
