import fc from 'fast-check';
import { buildSchema, execute, Kind, parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { fragmentsOf } from './operations.ts';
import { answeredFields, selectFrom, selectionSetList, type SelectionScope } from './selection.ts';

const schema = buildSchema(`
  type Query { node: Node thing: Thing }
  interface Node { id: ID }
  type Thing implements Node { id: ID name: String next: Thing many: [Thing] }
  type Other implements Node { id: ID size: Int }
`);
const thing = schema.getType('Thing') as NonNullable<ReturnType<typeof schema.getQueryType>>;

function read(query: string, variables: Record<string, unknown> = {}) {
  const document = parse(query);
  const scope: SelectionScope = { schema, fragments: fragmentsOf(document), variables };
  const { selectionSet } = document.definitions[0] as OperationDefinitionNode;
  const [field] = selectionSet.selections;
  if (field?.kind !== Kind.FIELD) throw new Error('no field');
  return { document, scope, selectionSet: field.selectionSet };
}

describe('selectionSetList', () => {
  it('has paths, aliases, and what fragments and conditions leave', () => {
    const query = `query($no: Boolean!) {
      thing { id title: name next { id ...f } ... on Thing { many { id } } name @include(if: $no) }
    } fragment f on Node { id } `;
    const { scope, selectionSet } = read(query, { no: false });
    expect(selectionSetList(selectionSet, thing, scope)).toEqual([
      'id',
      'title',
      'next',
      'next/id',
      'next/id',
      'many',
      'many/id',
    ]);
  });

  it('of an interface has only its own fields', () => {
    const { scope, selectionSet } = read('{ node { id ... on Thing { name } } }');
    const node = schema.getType('Node');
    expect(selectionSetList(selectionSet, node as typeof thing, scope)).toEqual(['id']);
  });
});

/** A selection of some fields of a Thing, under random aliases, at most `depth` levels deep. */
function selectionOf(depth: number): fc.Arbitrary<string> {
  const names = depth > 1 ? ['id', 'name', 'next', 'many'] : ['id', 'name'];
  return fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }).chain((chosen) => {
    const fields = chosen.map((name, i) => {
      const below = name === 'next' || name === 'many' ? selectionOf(depth - 1) : fc.constant('');
      return fc.tuple(fc.boolean(), below).map(([aliased, text]) => {
        const field = text === '' ? name : `${name} { ${text} }`;
        return aliased ? `k${String(i)}: ${field}` : field;
      });
    });
    return fc.tuple(...fields).map((texts) => texts.join(' '));
  });
}

/** A Thing with `depth` more of them below. */
function thingOf(depth: number): fc.Arbitrary<object> {
  const fields = { id: fc.option(fc.string()), name: fc.option(fc.string()) };
  if (depth === 0) return fc.record(fields);
  const below = fc.option(thingOf(depth - 1));
  return fc.record({ ...fields, next: below, many: fc.option(fc.array(below, { maxLength: 2 })) });
}

const selection = selectionOf(3);
const value = thingOf(3);

describe('answeredFields and selectFrom', () => {
  it('undo each other: what was answered, selected again, is the answer', () => {
    fc.assert(
      fc.property(selection, value, (text, source) => {
        const { document, scope, selectionSet } = read(`{ thing { ${text} } }`);
        const result = execute({ schema, document, rootValue: { thing: source } }) as { data: { thing: unknown } };
        const answer: unknown = JSON.parse(JSON.stringify(result.data.thing));
        const published = answeredFields(answer, selectionSet, thing, scope);
        expect(selectFrom(published, selectionSet, thing, scope)).toEqual(answer);
      }),
      { numRuns: 200 },
    );
  });

  it('never show what was not selected', () => {
    fc.assert(
      fc.property(selection, value, (text, source) => {
        const { document, scope, selectionSet } = read(`{ thing { ${text} } }`);
        const result = execute({ schema, document, rootValue: { thing: source } }) as { data: { thing: unknown } };
        const published = answeredFields(result.data.thing, selectionSet, thing, scope) as object;
        const selected = selectionSet?.selections.flatMap((each) =>
          each.kind === Kind.FIELD ? [each.name.value] : [],
        );
        expect(Object.keys(published)).toEqual(selected);
      }),
    );
  });
});
