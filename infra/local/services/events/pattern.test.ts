import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from './pattern.ts';

const matches = (pattern: unknown, event: unknown) => compilePattern(pattern)(event);
const value = (matcher: unknown, leaf: unknown) => matches({ detail: { x: [matcher] } }, { detail: { x: leaf } });

describe('fields', () => {
  const event = { source: 'aws.s3', 'detail-type': 'Object Created', detail: { bucket: { name: 'b' }, size: 3 } };

  test.each([
    [{ source: ['aws.s3'], detail: { bucket: { name: ['a', 'b'] } } }, true],
    [{ source: ['aws.s3'], detail: { bucket: { name: ['a'] } } }, false],
    [{ source: ['aws.ec2', 'aws.s3'], detail: { size: [3] } }, true],
    [{ detail: { size: ['3'] } }, false],
    [{ detail: { absent: ['x'] } }, false],
    [{ detail: { bucket: ['b'] } }, false],
  ])('%j: %s', (pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  test('a list in the event matches by any item, and items that are objects as a whole', () => {
    const listed = {
      tags: ['a', 'b'],
      people: [
        { name: 'x', age: 1 },
        { name: 'y', age: 2 },
      ],
    };
    expect(matches({ tags: ['b', 'c'] }, listed)).toBe(true);
    expect(matches({ tags: ['c'] }, listed)).toBe(false);
    expect(matches({ people: { name: ['y'], age: [2] } }, listed)).toBe(true);
    expect(matches({ people: { name: ['x'], age: [2] } }, listed)).toBe(false);
    expect(matches({ tags: [null] }, { tags: [] })).toBe(false);
  });

  test('$or is met by one of its patterns, beside the fields that are not in it', () => {
    const pattern = { source: ['s'], $or: [{ a: [1] }, { b: { c: [{ prefix: 'x' }] } }] };
    expect(matches(pattern, { source: 's', a: 1 })).toBe(true);
    expect(matches(pattern, { source: 's', b: { c: 'xy' } })).toBe(true);
    expect(matches(pattern, { source: 's', a: 2, b: { c: 'y' } })).toBe(false);
    expect(matches(pattern, { source: 't', a: 1 })).toBe(false);
  });

  test('exists is about leaves', () => {
    expect(value({ exists: true }, null)).toBe(true);
    expect(value({ exists: true }, { y: 1 })).toBe(false);
    expect(value({ exists: false }, { y: 1 })).toBe(true);
    expect(value({ exists: false }, 0)).toBe(false);
    expect(matches({ detail: { x: { y: [{ exists: false }] } } }, { detail: {} })).toBe(true);
    expect(matches({ detail: { x: { y: [{ exists: true }] } } }, { detail: {} })).toBe(false);
  });
});

describe('values', () => {
  test.each([
    [null, null, true],
    [null, 'null', false],
    ['', '', true],
    [true, true, true],
    [{ prefix: { 'equals-ignore-case': 'AB' } }, 'abc', true],
    [{ suffix: { 'equals-ignore-case': '.JPG' } }, 'a.jpg', true],
    [{ suffix: '.JPG' }, 'a.jpg', false],
    [{ prefix: '1' }, 12, false],
    [{ 'equals-ignore-case': 'ÄB' }, 'äb', true],
    [{ 'anything-but': 'a' }, null, true],
    [{ 'anything-but': ['a', 'b'] }, 'b', false],
    [{ 'anything-but': [1, 2] }, 3, true],
    [{ 'anything-but': { prefix: 'a' } }, 5, true],
    [{ 'anything-but': { prefix: ['a', 'b'] } }, 'bc', false],
    [{ 'anything-but': { 'equals-ignore-case': ['A'] } }, 'a', false],
    [{ 'anything-but': { wildcard: '*.tmp' } }, 'x.tmp', false],
    [{ wildcard: 'a\\*b\\\\*' }, 'a*b\\c', true],
    [{ wildcard: 'a\\*b' }, 'axb', false],
    [{ wildcard: 'a.c-d/*' }, 'a.c-d/x\ny', true],
    [{ numeric: ['>', 0, '<=', 5] }, 5, true],
    [{ numeric: ['>', 0, '<=', 5] }, 0, false],
    [{ numeric: ['=', 3.018e2] }, 301.8, true],
    [{ numeric: ['<', 10] }, '5', false],
    [{ cidr: '10.0.0.0/24' }, '10.0.0.255', true],
    [{ cidr: '10.0.0.0/24' }, '10.0.1.0', false],
    [{ cidr: '2001:db8::/32' }, '2001:db8:1::1', true],
    [{ cidr: '10.0.0.0/24' }, 'not an address', false],
  ])('%j on %j: %s', (matcher, leaf, expected) => {
    expect(value(matcher, leaf)).toBe(expected);
  });

  test('anything-but needs a value to be there', () => {
    expect(matches({ x: [{ 'anything-but': 'a' }] }, {})).toBe(false);
  });
});

describe('what is not a pattern stops the boot, with its place', () => {
  test.each([
    [{ detail: { x: [{ regex: 'a' }] } }, 'EventPattern.detail.x: the operator regex is not emulated'],
    [{ detail: { x: [{ toString: 'a' }] } }, 'the operator toString is not emulated'],
    [{ detail: { x: [{ prefix: 'a', suffix: 'b' }] } }, 'one operator'],
    [{ detail: { x: [{ prefix: 1 }] } }, 'must be text'],
    [{ detail: { x: 'a' } }, 'EventPattern.detail.x'],
    [{ detail: { x: [] } }, 'empty list'],
    [{ detail: {} }, 'not empty'],
    [{ $or: [{ a: [1] }] }, '$or'],
    [{ x: [{ numeric: ['!', 1] }] }, 'numeric'],
    [{ x: [{ numeric: ['<', 5, '>', 0] }] }, 'range'],
    [{ x: [{ numeric: ['=', 6e9] }] }, '5.0E9'],
    [{ x: [{ cidr: '10.0.0.0/33' }] }, 'no block'],
    [{ x: [{ wildcard: 'a**' }] }, 'two *'],
    [{ x: [{ wildcard: 'a\\b' }] }, 'backslash'],
    [{ x: [{ 'anything-but': ['a', 1] }] }, 'anything-but'],
    [{ x: [{ 'anything-but': { prefix: '' } }] }, 'empty'],
    [{ x: [{ 'anything-but': { cidr: '10.0.0.0/8' } }] }, 'cidr'],
    [{ x: [{ exists: 'yes' }] }, 'exists'],
  ])('%j', (pattern, complaint) => {
    expect(() => compilePattern(pattern)).toThrow(complaint);
  });
});

describe('properties', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const event = fc.dictionary(
    fc.stringMatching(/^[a-z]{1,3}$/),
    fc.oneof(leaf, fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), leaf)),
  );

  /** The pattern that names every leaf of an event. */
  const exact = (object: object): object =>
    Object.fromEntries(
      Object.entries(object)
        .map(
          ([name, field]: [string, unknown]) =>
            [name, typeof field === 'object' && field !== null ? exact(field) : [field]] as const,
        )
        .filter(([, field]) => Array.isArray(field) || Object.keys(field).length > 0),
    );

  test('an event matches the pattern of its own leaves, and no longer when one leaf changes', () => {
    fc.assert(
      fc.property(event, leaf, (original, other) => {
        fc.pre(Object.keys(exact(original)).length > 0);
        expect(matches(exact(original), original)).toBe(true);
        const [name, field] = Object.entries(original).find(([, each]) => typeof each !== 'object') ?? [];
        fc.pre(name !== undefined && field !== other);
        expect(matches(exact(original), { ...original, [name]: other })).toBe(false);
      }),
    );
  });

  test('anything-but is the opposite, for a single value', () => {
    const operand = fc.oneof(fc.string(), fc.integer());
    fc.assert(
      fc.property(operand, fc.oneof(leaf, operand), (excluded, present) => {
        expect(value({ 'anything-but': excluded }, present)).toBe(!value(excluded, present));
      }),
    );
  });

  test('prefix, suffix and wildcard agree with what they are made of', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\', '.', '(', '😀') });
    const escape = (plain: string) => plain.replace(/[*\\]/g, '\\$&');
    fc.assert(
      fc.property(part, part, part, (start, middle, end) => {
        const whole = start + middle + end;
        expect(value({ prefix: start }, whole)).toBe(true);
        expect(value({ suffix: end }, whole)).toBe(true);
        expect(value({ wildcard: `${escape(start)}*${escape(end)}` }, whole)).toBe(true);
        expect(value({ wildcard: escape(whole) }, whole)).toBe(true);
        expect(value({ wildcard: escape(whole) }, `${whole}x`)).toBe(false);
      }),
    );
  });

  test('a block of addresses has those with its leading bits', () => {
    const address = (bits: number) => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
    const bits = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(bits, bits, fc.integer({ min: 1, max: 32 }), (base, other, length) => {
        const inside = Math.floor(base / 2 ** (32 - length)) === Math.floor(other / 2 ** (32 - length));
        expect(value({ cidr: `${address(base)}/${length}` }, address(other))).toBe(inside);
      }),
    );
  });

  /** Match expressions that all can be in one list. */
  const matcher = fc.oneof(
    leaf,
    fc.string().map((prefix) => ({ prefix })),
    fc.string().map((suffix) => ({ suffix })),
    fc.string().map((text) => ({ 'equals-ignore-case': text })),
    fc.oneof(fc.string(), fc.integer()).map((other) => ({ 'anything-but': other })),
    fc.integer().map((bound) => ({ numeric: ['<', bound] })),
    fc.boolean().map((exists) => ({ exists })),
  );

  test('a list of expressions matches when one of them does, and a list of values when one of them is matched', () => {
    const lists = fc.tuple(
      fc.array(matcher, { minLength: 1, maxLength: 4 }),
      fc.array(leaf, { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(lists, ([matchers, leaves]) => {
        const some = matchers.some((each) => leaves.some((one) => value(each, one)));
        expect(matches({ x: matchers }, { x: leaves })).toBe(some);
      }),
    );
  });

  test('$or is met when one of its patterns is, beside the rest', () => {
    const pattern = fc.dictionary(fc.constantFrom('a', 'b'), fc.tuple(matcher), { minKeys: 1 });
    const flat = fc.dictionary(fc.constantFrom('a', 'b', 'c'), leaf);
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 2, maxLength: 3 }), matcher, flat, (alternatives, beside, object) => {
        const some = alternatives.some((each) => matches(each, object));
        expect(matches({ $or: alternatives, c: [beside] }, object)).toBe(some && matches({ c: [beside] }, object));
      }),
    );
  });

  test('exists: true and exists: false are opposites for every field', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (field, present) => {
        const object = present ? { x: field } : {};
        expect(matches({ x: [{ exists: true }] }, object)).toBe(!matches({ x: [{ exists: false }] }, object));
      }),
    );
  });

  test('numeric agrees with arithmetic', () => {
    const number = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 4);
    fc.assert(
      fc.property(number, number, number, (low, high, one) => {
        expect(value({ numeric: ['=', low] }, one)).toBe(one === low);
        expect(value({ numeric: ['<=', high] }, one)).toBe(one <= high);
        fc.pre(low < high);
        expect(value({ numeric: ['>', low, '<=', high] }, one)).toBe(low < one && one <= high);
      }),
    );
  });

  test('equals-ignore-case matches every spelling, and prefix and suffix with it', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(word, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (text, upper) => {
        const spelled = Array.from(text, (letter, index) => (upper[index] ? letter.toUpperCase() : letter)).join('');
        expect(value({ 'equals-ignore-case': spelled }, text)).toBe(true);
        expect(value({ prefix: { 'equals-ignore-case': spelled } }, `${text}!`)).toBe(true);
        expect(value({ suffix: { 'equals-ignore-case': spelled } }, `!${text}`)).toBe(true);
        expect(value({ 'anything-but': { 'equals-ignore-case': spelled } }, text)).toBe(false);
      }),
    );
  });
});
