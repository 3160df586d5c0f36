/** An event pattern for `detail`, with details that it matches and others that it does not. */
export interface PatternCase {
  /** As a row of the fidelity document says it. */
  statement: string;
  detail: Record<string, unknown>;
  matched: Record<string, unknown>[];
  others: Record<string, unknown>[];
}

const x = (...values: unknown[]) => values.map((value) => ({ x: value }));

/** By detail type; the stack has a rule for each. */
export const patterns: Record<string, PatternCase> = {
  Values: {
    statement: 'A list in a pattern matches text, numbers, true and false by type and value: one of them is enough',
    detail: { x: ['a', 3, true] },
    matched: x('a', 3, true),
    others: x('A', '3', 4, 'true', false, null),
  },
  Fields: {
    statement: 'All fields of a pattern must match, nested ones too; fields that it does not name do not matter',
    detail: { x: { y: ['a'] }, z: [1] },
    matched: [
      { x: { y: 'a' }, z: 1 },
      { x: { y: 'a', more: 2 }, z: 1 },
    ],
    others: [{ x: { y: 'a' } }, { x: { y: 'b' }, z: 1 }, { x: 'a', z: 1 }],
  },
  Arrays: {
    statement: 'A list in an event matches when one of its items does; an item that is an object matches as a whole',
    detail: { x: ['b', 'c'], people: { name: ['n'], age: [2] } },
    matched: [
      {
        x: ['a', 'b'],
        people: [
          { name: 'm', age: 1 },
          { name: 'n', age: 2 },
        ],
      },
    ],
    others: [
      { x: ['a'], people: [{ name: 'n', age: 2 }] },
      {
        x: ['b'],
        people: [
          { name: 'n', age: 1 },
          { name: 'm', age: 2 },
        ],
      },
    ],
  },
  Nothing: {
    statement: 'null matches null and "" matches empty text; neither matches a field that is not there',
    detail: { x: [null], y: [''] },
    matched: [{ x: null, y: '' }],
    others: [{ x: '', y: '' }, { x: null, y: null }, { y: '' }, { x: 'null', y: '' }],
  },
  Prefix: {
    statement: 'prefix matches the beginning of text, with equals-ignore-case inside it in any case',
    detail: { x: [{ prefix: 'ab' }], y: [{ prefix: { 'equals-ignore-case': 'Cd' } }] },
    matched: [{ x: 'abc', y: 'cDe' }],
    others: [
      { x: 'Abc', y: 'cde' },
      { x: 'cab', y: 'cde' },
      { x: 'abc', y: 'ce' },
    ],
  },
  Suffix: {
    statement: 'suffix matches the end of text, with equals-ignore-case inside it in any case',
    detail: { x: [{ suffix: '.png' }], y: [{ suffix: { 'equals-ignore-case': '.JPG' } }] },
    matched: [{ x: 'a.png', y: 'b.jpg' }],
    others: [
      { x: 'a.PNG', y: 'b.jpg' },
      { x: 'a.png.', y: 'b.jpg' },
      { x: 'a.png', y: 'jpg' },
    ],
  },
  IgnoreCase: {
    statement: 'equals-ignore-case matches whole text in any case',
    detail: { x: [{ 'equals-ignore-case': 'Photo' }] },
    matched: x('photo', 'PHOTO'),
    others: x('photos', 'phot', null),
  },
  AnythingBut: {
    statement: 'anything-but matches every value but the named ones, and not a field that is not there',
    detail: { x: [{ 'anything-but': ['a', 'b'] }], y: [{ 'anything-but': 1 }] },
    matched: [{ x: 'c', y: 2 }],
    others: [{ x: 'a', y: 2 }, { x: 'b', y: 2 }, { x: 'c', y: 1 }, { y: 2 }],
  },
  AnythingButMatching: {
    statement: 'anything-but takes prefix, suffix, equals-ignore-case and wildcard, each with one text or several',
    detail: {
      a: [{ 'anything-but': { prefix: ['x-', 'y-'] } }],
      b: [{ 'anything-but': { suffix: '.tmp' } }],
      c: [{ 'anything-but': { 'equals-ignore-case': ['no', 'never'] } }],
      d: [{ 'anything-but': { wildcard: '*/lib/*' } }],
    },
    matched: [{ a: 'z-1', b: 'a.png', c: 'yes', d: '/bin/a' }],
    others: [
      { a: 'y-1', b: 'a.png', c: 'yes', d: '/bin/a' },
      { a: 'z-1', b: 'a.tmp', c: 'yes', d: '/bin/a' },
      { a: 'z-1', b: 'a.png', c: 'NEVER', d: '/bin/a' },
      { a: 'z-1', b: 'a.png', c: 'yes', d: '/usr/lib/a' },
    ],
  },
  Numeric: {
    statement: 'numeric compares numbers with =, <, <=, > and >=, and takes a range; text is no number',
    detail: { x: [{ numeric: ['>', 0, '<=', 5] }, { numeric: ['=', 301.8] }], y: [{ numeric: ['<', 10] }] },
    matched: [
      { x: 5, y: 9.5 },
      { x: 301.8, y: -1 },
    ],
    others: [
      { x: 0, y: 1 },
      { x: 5.1, y: 1 },
      { x: 5, y: 10 },
      { x: '5', y: 1 },
    ],
  },
  Cidr: {
    statement: 'cidr matches addresses of an IPv4 or IPv6 block',
    detail: { x: [{ cidr: '10.0.0.0/24' }, { cidr: '2001:db8::/32' }] },
    matched: x('10.0.0.255', '2001:db8:1::1'),
    others: x('10.0.1.0', '2001:db9::1', 'ten'),
  },
  Exists: {
    statement: 'exists is about leaves: a field with an object is not one, a field with null is',
    detail: { x: [{ exists: true }], y: [{ exists: false }] },
    matched: [{ x: 'a' }, { x: null }, { x: 1, y: { deeper: 1 } }],
    others: [{ x: 1, y: 1 }, { y: { deeper: 1 } }, { x: { deeper: 1 } }, {}],
  },
  Wildcard: {
    statement: 'wildcard matches * as any text; \\* and \\\\ are the characters themselves',
    detail: { x: [{ wildcard: 'dir/*.png' }, { wildcard: 'a\\*b\\\\c' }] },
    matched: x('dir/a.png', 'dir/sub/.png', 'a*b\\c'),
    others: x('dir/a.jpg', 'a.png', 'axb\\c'),
  },
  Or: {
    statement: '$or is met by one of its patterns, and the fields beside it must match as well',
    detail: { x: [1], $or: [{ y: ['a'] }, { z: { deep: [{ prefix: 'b' }] } }] },
    matched: [
      { x: 1, y: 'a' },
      { x: 1, z: { deep: 'bc' } },
    ],
    others: [{ x: 1, y: 'b' }, { x: 2, y: 'a' }, { x: 1 }],
  },
};
