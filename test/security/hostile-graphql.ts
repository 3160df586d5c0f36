import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { buildSchema, getNamedType, isObjectType, type GraphQLField, type GraphQLOutputType } from 'graphql';
import { hostileText, hostileValue, likelyUpload } from './hostile-values.ts';

const folder = path.join(import.meta.dirname, '../../schema');
export const schema = buildSchema(
  ['schema.graphql', 'appsync.graphql'].map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n'),
);

/** What goes out over HTTP. */
export interface Attack {
  /** What it is meant to be, for whoever reads of a failure. */
  kind: string;
  body: string;
}

interface Root {
  operation: 'query' | 'mutation' | 'subscription';
  field: GraphQLField<unknown, unknown>;
}

/** The root fields of the schema. */
const roots: Root[] = [
  { operation: 'query' as const, type: schema.getQueryType() },
  { operation: 'mutation' as const, type: schema.getMutationType() },
  { operation: 'subscription' as const, type: schema.getSubscriptionType() },
].flatMap(({ operation, type }) => Object.values(type?.getFields() ?? {}).map((field) => ({ operation, field })));

/** A selection of everything that a type holds. */
export function everything(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  return `{ ${Object.values(named.getFields())
    .map((field) => `${field.name} ${everything(field.type)}`)
    .join(' ')} }`;
}

function documentOf({ operation, field }: Root, selection = everything(field.type)): string {
  const declared = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const given = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const brackets = (text: string) => (text === '' ? '' : `(${text})`);
  return `${operation} Ask${brackets(declared)} { ${field.name}${brackets(given)} ${selection} }`;
}

const bodyOf = (query: string, rest: object = {}) => JSON.stringify({ query, ...rest });

/** The operations as they should be asked, with values that should not be. */
function hostileVariables(text: fc.Arbitrary<string>): fc.Arbitrary<Attack> {
  return fc.oneof(
    ...roots.map((root) => {
      const { field } = root;
      const values = field.args.map(({ name, type }) =>
        fc
          .option(name === 'files' ? uploads(text, type) : hostileValue(type, text), { nil: undefined, freq: 8 })
          .map((value): [string, unknown] => [name, value]),
      );
      return fc.tuple(...values).map((entries) => ({
        kind: field.name,
        body: bodyOf(documentOf(root), { variables: Object.fromEntries(entries) }),
      }));
    }),
  );
}

function uploads(text: fc.Arbitrary<string>, type: GraphQLField<unknown, unknown>['args'][number]['type']) {
  return fc.oneof(fc.array(likelyUpload(text), { minLength: 1, maxLength: 3 }), hostileValue(type, text));
}

/** Values that stand in the document itself, good GraphQL or not. */
function hostileLiterals(text: fc.Arbitrary<string>): fc.Arbitrary<Attack> {
  const literal = fc.oneof(
    text.map((each) => JSON.stringify(each)),
    text,
    text.map((each) => `"""${each}"""`),
    fc.constantFrom(
      '1e999',
      '-0',
      '99999999999999999999',
      '$none',
      '[',
      '{a:{a:{a:1}}}',
      '[[[["a"]]]]',
      'null',
      'ENUM',
    ),
  );
  const withArguments = roots.filter(({ field }) => field.args.length > 0);
  return fc.tuple(fc.constantFrom(...withArguments), literal).map(([{ operation, field }, value]) => ({
    kind: `literal of ${field.name}`,
    body: bodyOf(`${operation} { ${field.name}(${field.args[0]?.name ?? ''}: ${value}) ${everything(field.type)} }`),
  }));
}

const names = ['__proto__', 'constructor', '__schema', '__typename', 'toString', 'a', 'items', 'box', 'PK', 'usage'];

/** Selections that are wide, deep, circular, or of what is not there. */
function hostileSelections(): fc.Arbitrary<Attack> {
  const repeat = (times: number, each: (i: number) => string) =>
    Array.from({ length: times }, (_, i) => each(i)).join(' ');
  const shapes: Record<string, fc.Arbitrary<string>> = {
    aliases: fc.constantFrom(3, 600, 2500).map((n) => `{ ${repeat(n, (i) => `a${i}: usage { used }`)} }`),
    'mutations by the dozen': fc.constant(`mutation { ${repeat(20, (i) => `a${i}: deleteAnalysis(id: "${i}")`)} }`),
    'one field over and over': fc.constantFrom(50, 700).map((n) => `{ ${repeat(n, () => 'usage { used limit }')} }`),
    'aliases that clash': fc
      .constantFrom(2, 500)
      .map((n) => `{ ${repeat(n, (i) => `a: analysis(id: "${i}") { id }`)} }`),
    depth: fc
      .tuple(fc.constantFrom(10, 1000, 7000), fc.constantFrom('a', 'analyses', 'items'))
      .map(([n, name]) => `{ ${`${name} { `.repeat(n)} id ${'} '.repeat(n)}`),
    'depth of values': fc
      .constantFrom(10, 7000)
      .map((n) => `{ analysis(id: ${'['.repeat(n)}${']'.repeat(n)}) { id } }`),
    'fragments in circles': fc
      .constantFrom(1, 2, 40)
      .map((n) => `{ ...f0 } ${repeat(n, (i) => `fragment f${i} on Query { usage { used } ...f${(i + 1) % n} }`)}`),
    'fragments that double': fc
      .constantFrom(3, 28)
      .map(
        (n) =>
          `{ ...f0 } ${repeat(n, (i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`)} fragment f${n} on Query { usage { used } }`,
      ),
    'fragments of other types': fc
      .constantFrom('Mutation', 'User', 'AnalysisInput', 'None', '__Schema')
      .map((type) => `{ ... on ${type} { id } usage { ... on ${type} { id } } }`),
    directives: fc
      .constantFrom('@skip(if: "no")', '@include', '@aws_iam', '@deprecated', '@none', '@skip(if: false)')
      .chain((each) => fc.constantFrom(1, 3000).map((n) => `{ usage ${`${each} `.repeat(n)} { used } }`)),
    introspection: fc.constantFrom(
      '{ __schema { types { name fields { name } } } }',
      '{ __type(name: "Analysis") { fields { name type { ofType { ofType { name } } } } } }',
      '{ __typename usage { __typename } }',
    ),
    'fields that are not there': fc
      .tuple(fc.constantFrom(...names), fc.constantFrom(...names))
      .map(([one, other]) => `{ ${one} analyses { ${other} items { ${other} } } }`),
    'several operations': fc.constantFrom(
      'query a { usage { used } } query b { usage { used } }',
      'query a { usage { used } } mutation a { deleteMyData { done } }',
    ),
    'no operation': fc.constantFrom(
      '',
      '{}',
      'fragment f on Query { usage { used } }',
      'type A { a: Int }',
      'schema { query: A }',
      '#',
    ),
  };
  return fc.oneof(
    ...Object.entries(shapes).map(([kind, shape]) => {
      const operationName = fc.option(fc.constantFrom('a', 'b', '', ...names), { nil: undefined });
      return fc
        .tuple(shape, operationName)
        .map(([query, name]) => ({ kind, body: bodyOf(query, { operationName: name }) }));
    }),
  );
}

/** Documents in which somebody has cut and pasted. */
function mutilated(text: fc.Arbitrary<string>): fc.Arbitrary<Attack> {
  return fc.tuple(fc.constantFrom(...roots), fc.nat(900), fc.nat(20), text).map(([root, at, cut, pasted]) => {
    const query = documentOf(root);
    const from = at % query.length;
    return { kind: 'mutilated', body: bodyOf(query.slice(0, from) + pasted + query.slice(from + cut)) };
  });
}

/** Bodies that are no request. */
function hostileBodies(text: fc.Arbitrary<string>): fc.Arbitrary<Attack> {
  const good = bodyOf('{ usage { used } }');
  const bodies = fc.oneof(
    text,
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.nat(good.length).map((end) => good.slice(0, end)),
    fc.constantFrom(
      `[${good},${good}]`,
      `[${good}]`,
      `\uFEFF${good}`,
      `${good}${good}`,
      `query=${good}`,
      '{}',
      '""',
      '0',
      '',
    ),
    fc.constantFrom('[', '{"a":').map((each) => each.repeat(100_000)),
    fc
      .constantFrom(900_000, 1_200_000)
      .map((length) => bodyOf('{ usage { used } }', { variables: { a: 'a'.repeat(length) } })),
    fc.constantFrom('1', '[]', 'null', '{"toString":1}', '"a"').map((each) => `{"query":${each}}`),
    fc
      .constantFrom('1', '[]', '"a"', '{"__proto__":{"a":1}}')
      .map((each) => good.replace('}"}', `}","variables":${each}}`)),
    fc.constantFrom('{"__proto__":{"query":"{ usage { used } }"}}', '{"constructor":{"prototype":{"query":"{a}"}}}'),
  );
  return bodies.map((body) => ({ kind: 'body', body }));
}

/** All of it, in proportion. */
export function attacks(stolen: readonly string[]): fc.Arbitrary<Attack> {
  const text = hostileText(stolen);
  return fc.oneof(
    { weight: 12, arbitrary: hostileVariables(text) },
    { weight: 4, arbitrary: hostileLiterals(text) },
    { weight: 3, arbitrary: hostileSelections() },
    { weight: 2, arbitrary: mutilated(text) },
    { weight: 2, arbitrary: hostileBodies(text) },
  );
}
