import fc from 'fast-check';
import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';

type Value = fc.Arbitrary<unknown>;

/** Texts that mean something to one of the machines that a text passes through. */
const meaningful = [
  ['', ' ', '\t', '0', '-1', 'null', 'undefined', 'NaN', 'true', '[object Object]', '~', '*', '%', '/', '\\', '"', "'"],
  ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__typename', 'then', 'PK', 'SK', '#all0'],
  [':owner', '#byName', 'a.b[0].c', 'OWNER#', 'ANALYSIS#', 'USERS', 'attribute_exists(PK)', 'size(PK) > :least'],
  [
    "' OR '1'='1",
    '"; DROP TABLE users; --',
    '{"$ne":null}',
    '${jndi:ldap://127.0.0.1/a}',
    '$util.error("a")',
    '{{7*7}}',
  ],
  [
    '<script>alert(1)</script>',
    '<!ENTITY a SYSTEM "file:///">',
    '../../../',
    '..%2f..%2f',
    '%2e%2e/',
    '%00',
    '%',
    '%zz',
  ],
  [
    '\u0000',
    '\u0007\u001b[31m',
    '\r\nx-injected: yes',
    '\u202Egpj.exe',
    '\uD800',
    '\uFEFF',
    '\uFFFF',
    'İ',
    'ß',
    'e\u0301',
  ],
  ['\u{1F4A5}'.repeat(60), 'a'.repeat(256), 'a'.repeat(5_000), '0'.repeat(70_000), '.*'.repeat(500), '('.repeat(500)],
  [
    '00000000000000000000000000',
    '7ZZZZZZZZZZZZZZZZZZZZZZZZZ',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV\n',
    '01arz3ndektsv4rrffq69g5fav',
  ],
].flat();

/** `stolen` are texts that belong to the victim: ids and tokens that others must gain nothing from. */
export function hostileText(stolen: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...meaningful) },
    { weight: 2, arbitrary: fc.constantFrom(...stolen) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.base64String({ maxLength: 60 }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...stolen), fc.nat(200), fc.constantFrom(...meaningful))
        .map(([text, at, inserted]) => text.slice(0, at) + inserted + text.slice(at + 1)),
    },
  );
}

const integers = [0, 1, -1, 2, 25, 26, 100, 101, 15_728_640, 15_728_641, 2_147_483_647, -2_147_483_648];
const numbers = [0, -0, 50, 100, -0.1, 100.1, 1e-320, 1e126, 1e308, -1e308, 0.1 + 0.2];
const days = ['2026-01-01', '2026-12-31', '0000-01-01', '9999-12-31', '1969-12-31', '2026-02-30', '2026-01-01+14:00'];
const moments = [
  '2026-01-01T00:00:00.000Z',
  '0000-01-01T00:00Z',
  '2026-01-01T25:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
];
const addresses = ['127.0.0.1', '::1', '10.0.0.0/8', '1.2.3.4.5', '127.0.0.1, 127.0.0.2'];

/** Not what the type asks for, most of the time. */
const anything: Value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(null, 2 ** 31, 2 ** 53, 1.5, true, [], {}, [null], [[]], { __proto__: null }),
  fc.constantFrom(10, 300).map((depth) => Array.from({ length: depth }).reduce((inner: unknown) => [inner], 'deep')),
  fc.constant(
    Object.fromEntries([
      ['__proto__', { admin: true }],
      ['toString', 1],
      ['constructor', null],
    ]),
  ),
);

/** A value for a type of the schema: one that passes as such, more often than not. */
export function hostileValue(type: GraphQLInputType, text: fc.Arbitrary<string>): Value {
  return fc.oneof({ weight: 12, arbitrary: ofType(type, text) }, { weight: 1, arbitrary: anything });
}

function ofType(type: GraphQLInputType, text: fc.Arbitrary<string>): Value {
  if (isNonNullType(type)) return ofType(type.ofType, text);
  if (isListType(type)) {
    const item = hostileValue(type.ofType, text);
    return fc.oneof(
      { weight: 4, arbitrary: fc.array(item, { maxLength: 4 }) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(item, fc.constantFrom(11, 26, 200))
          .map(([one, times]) => Array.from({ length: times }, () => one)),
      },
    );
  }
  if (isInputObjectType(type)) return ofObject(type, text);
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  const scalars: Record<string, Value> = {
    Int: fc.oneof(fc.constantFrom(...integers), fc.integer()),
    Float: fc.oneof(fc.constantFrom(...numbers), fc.double({ noNaN: true })),
    Boolean: fc.boolean(),
    AWSDate: fc.oneof(fc.constantFrom(...days), text),
    AWSDateTime: fc.oneof(fc.constantFrom(...moments), text),
    AWSIPAddress: fc.oneof(fc.constantFrom(...addresses), text),
  };
  return scalars[type.name] ?? text;
}

function ofObject(type: GraphQLInputObjectType, text: fc.Arbitrary<string>): Value {
  const fields = Object.values(type.getFields()).map((field) => {
    const value = hostileValue(field.type, text);
    const present = isNonNullType(field.type) ? value : fc.option(value, { nil: undefined, freq: 2 });
    return present.map((given): [string, unknown] => [field.name, given]);
  });
  const more = fc.oneof(
    { weight: 20, arbitrary: fc.constant<[string, unknown][]>([]) },
    { weight: 1, arbitrary: fc.tuple(text, anything).map((entry): [string, unknown][] => [entry]) },
  );
  return fc.tuple(more, ...fields).map(([added, ...entries]) => Object.fromEntries([...entries, ...added]));
}

/** Photos as they are announced: what is right in all but one respect gets further than what is wrong in all. */
export function likelyUpload(text: fc.Arbitrary<string>): Value {
  return fc.record({
    fileName: text,
    contentType: fc.constantFrom('image/jpeg', 'image/png', 'image/png', 'image/svg+xml'),
    size: fc.constantFrom(1, 1000, 1000, 15_728_640, 0),
    sha256: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  });
}
