import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributeValues } from '../data-sources/attribute-values.ts';
import { expressionOf, toDynamoDBExpression } from './dynamodb-filter.ts';

/** Every row was recorded on AWS (localstack/appsync-utils, `__snapshots__/transform.test.js.snap`). */
const recorded: [filter: object, expression: string, names: string[], values: Record<string, object>][] = [
  [{ v: { eq: 'x' } }, '(#v = :v_eq)', ['v'], { ':v_eq': { S: 'x' } }],
  [{ v: { ne: null } }, '(#v <> :v_ne)', ['v'], { ':v_ne': { NULL: null } }],
  [{ v: { eq: [1, 2] } }, '(#v = :v_eq)', ['v'], { ':v_eq': { L: [{ N: 1 }, { N: 2 }] } }],
  [{ v: { contains: 'x' } }, '(contains(#v,:v_contains))', ['v'], { ':v_contains': { S: 'x' } }],
  [{ v: { notContains: 'x' } }, '(NOT contains(#v,:v_notContains))', ['v'], { ':v_notContains': { S: 'x' } }],
  [{ v: { beginsWith: 'x' } }, '(begins_with(#v,:v_beginsWith))', ['v'], { ':v_beginsWith': { S: 'x' } }],
  [
    { v: { between: [1, 9, 3] } },
    '(#v BETWEEN :v_between_start AND :v_between_end)',
    ['v'],
    { ':v_between_start': { N: 1 }, ':v_between_end': { N: 9 } },
  ],
  [{ v: { in: ['a', 'b'] } }, '(#v IN (:v_in_0, :v_in_1))', ['v'], { ':v_in_0': { S: 'a' }, ':v_in_1': { S: 'b' } }],
  [{ v: { in: [] } }, '(null)', ['v'], {}],
  [{ v: { attributeExists: true } }, '(attribute_exists(#v))', ['v'], {}],
  [{ v: { attributeExists: false } }, '(attribute_not_exists(#v))', ['v'], {}],
  [
    { v: { attributeType: '_null' } },
    '(attribute_type(#v,:v_attributeType))',
    ['v'],
    { ':v_attributeType': { S: 'NULL' } },
  ],
  [{ v: { size: { gt: 2 } } }, '(size(#v) > :v_size_gt)', ['v'], { ':v_size_gt': { N: 2 } }],
  [{ v: { size: { size: { gt: 1 } } } }, '(size(#v) > :v_size_size_gt)', ['v'], { ':v_size_size_gt': { N: 1 } }],
  [
    { v: { size: { gt: 2, lt: 5 } } },
    '((size(#v) > :v_size_gt) AND (size(#v) < :v_size_lt))',
    ['v'],
    { ':v_size_gt': { N: 2 }, ':v_size_lt': { N: 5 } },
  ],
  [
    { a: { eq: 1 }, b: { eq: 2 } },
    '(#a = :a_eq) AND (#b = :b_eq)',
    ['a', 'b'],
    { ':a_eq': { N: 1 }, ':b_eq': { N: 2 } },
  ],
  [{ v: { ge: 1, le: 5 } }, '((#v >= :v_ge) AND (#v <= :v_le))', ['v'], { ':v_ge': { N: 1 }, ':v_le': { N: 5 } }],
  [{ and: [{ a: { eq: 1 } }] }, '(#a = :and_0_a_eq)', ['a'], { ':and_0_a_eq': { N: 1 } }],
  [
    { or: [{ and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }, { c: { eq: 3 } }] },
    '(((#a = :or_0_and_0_a_eq) AND (#b = :or_0_and_1_b_eq)) OR (#c = :or_1_c_eq))',
    ['a', 'b', 'c'],
    { ':or_0_and_0_a_eq': { N: 1 }, ':or_0_and_1_b_eq': { N: 2 }, ':or_1_c_eq': { N: 3 } },
  ],
  [{ not: { not: { a: { eq: 1 } } } }, '(NOT (NOT (#a = :not_not_a_eq)))', ['a'], { ':not_not_a_eq': { N: 1 } }],
  [{ 'a.b': { eq: 1 } }, '(#a.b = :a.b_eq)', ['a.b'], { ':a.b_eq': { N: 1 } }],
  [{}, '', [], {}],
  [{ and: [] }, '', [], {}],
  [{ v: {} }, '', ['v'], {}],
  [{ not: {} }, '(NOT )', [], {}],
  [{ a: { eq: 1 }, b: {} }, '(#a = :a_eq) AND ', ['a', 'b'], { ':a_eq': { N: 1 } }],
  [{ and: [{ a: { eq: 1 } }, {}] }, '((#a = :and_0_a_eq) AND )', ['a'], { ':and_0_a_eq': { N: 1 } }],
];

const name = fc.stringMatching(/^[a-z]{1,3}$/).filter((each) => !['and', 'or', 'not'].includes(each));
const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const condition = fc.oneof(
  fc.record({ eq: value }),
  fc.record({ ge: fc.integer(), lt: fc.integer() }),
  fc.record({ contains: fc.string() }),
  fc.record({ between: fc.tuple(fc.integer(), fc.integer()) }),
  fc.record({ in: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  fc.record({ attributeExists: fc.boolean() }),
  fc.record({ size: fc.record({ gt: fc.nat() }) }),
);
const { filter: anyFilter } = fc.letrec<{ filter: object }>((tie) => {
  const members = fc.array(tie('filter'), { minLength: 1, maxLength: 3 });
  return {
    filter: fc.oneof(
      { maxDepth: 3 },
      fc.dictionary(name, condition, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
      fc.record({ and: members }),
      fc.record({ or: members }),
      fc.record({ not: tie('filter') }),
    ),
  };
});

describe('toDynamoDBExpression', () => {
  it('binds every placeholder that it uses, uses every one that it binds, and types all values', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const { expression = '', expressionNames = {}, expressionValues = {} } = expressionOf(filter) ?? {};
        const used = (sign: string) => new Set(expression.match(new RegExp(`${sign}\\w+`, 'g')) ?? []);
        expect(used('#')).toEqual(new Set(Object.keys(expressionNames)));
        expect(used(':')).toEqual(new Set(Object.keys(expressionValues)));
        expect(() => attributeValues(expressionValues)).not.toThrow();
        for (const [placeholder, stands] of Object.entries(expressionNames)) expect(placeholder).toBe(`#${stands}`);
      }),
    );
  });

  it.each(recorded)('%j', (filter, expression, names, values) => {
    expect(JSON.parse(String(toDynamoDBExpression(filter)))).toEqual({
      expression,
      expressionNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      expressionValues: values,
    });
  });

  it.each([
    [undefined],
    [null],
    [[]],
    ['string'],
    [{ v: { foo: 1 } }],
    [{ v: 'x' }],
    [{ a: { b: { eq: 1 } } }],
    [{ and: { a: { eq: 1 } } }],
    [{ and: null }],
    [{ and: [{ a: { eq: 1 } }, null] }],
    [{ not: [{ a: { eq: 1 } }] }],
    [{ v: { between: [1] } }],
    [{ v: { between: 'x' } }],
    [{ v: { in: 'x' } }],
    [{ v: { attributeExists: 'yes' } }],
    [{ v: { attributeType: 'S' } }],
    [{ v: { size: 3 } }],
  ])('cannot be read, and gives null: %j', (filter) => {
    expect(toDynamoDBExpression(filter)).toBeNull();
  });
});
