import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answering, startApi, type TestApi } from './testing.ts';

const schema = `
  type Query {
    hello(name: String, count: Int, when: AWSDateTime, kind: Kind, input: Input): String
    item(id: ID!): Item
    broken: Item!
    items: [Item!]
  }
  enum Kind { A B }
  input Input { name: String!, nested: Nested }
  input Nested { name: String! }
  type Item { id: ID! name: String kind: Kind created: AWSDateTime parent: Item }
  type Mutation { save(id: ID!): Item }
`;

const resolvers = {
  'Query.hello': { code: answering('JSON.stringify(ctx.args)') },
  'Query.item': { code: answering('({ id: ctx.args.id, name: "thing", parent: {} })') },
  'Query.broken': { code: answering('null') },
  'Query.items': { code: answering('[{ id: 1, kind: "C" }, { id: "2", created: "yesterday" }]') },
  'Mutation.save': {
    code: answering('util.error("It is taken.", "Conflict", { id: "1", name: "x", kind: "A" }, { by: "bob" })'),
  },
};

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ schema, resolvers });
});
afterAll(() => api.stop());

describe('validation, in the words of AppSync', () => {
  it.each([
    ['{badfield}', "FieldUndefined: Field 'badfield' in type 'Query' is undefined @ 'badfield'"],
    ['{ item(id: 1) { parent { no } } }', "FieldUndefined: Field 'no' in type 'Item' is undefined @ 'item/parent/no'"],
    ['{ item { id } }', "MissingFieldArgument: Missing field argument id @ 'item'"],
    ['{ hello(no: 1) }', "UnknownArgument: Unknown field argument no @ 'hello'"],
    ['{ item(id: 1) }', "SubSelectionRequired: Sub selection required for type Item of field item @ 'item'"],
    [
      '{ hello { a } }',
      "SubSelectionNotAllowed: Sub selection not allowed on leaf type String of field hello @ 'hello'",
    ],
    [
      '{ hello(count: "a") }',
      "WrongType: argument 'count' with value 'StringValue{value='a'}' is not a valid 'Int' @ 'hello'",
    ],
    [
      '{ hello(input: { nested: { name: "a" } }) }',
      "WrongType: argument 'input' with value 'ObjectValue{objectFields=[ObjectField{name='nested', value=ObjectValue{objectFields=[ObjectField{name='name', value=StringValue{value='a'}}]}}]}' is missing required fields '[name]' @ 'hello'",
    ],
    [
      '{ hello(when: "2019") }',
      "WrongType: argument 'when' with value 'StringValue{value='2019'}' is not a valid 'AWSDateTime' @ 'hello'",
    ],
    ['{ hello(name: $a) }', 'UndefinedVariable: Undefined variable a'],
    ['{ ...f }', 'UndefinedFragment: Undefined fragment f'],
    ['{ hello } fragment f on Item { id }', 'UnusedFragment: Unused fragment f'],
    ['{ ... on Nothing { id } }', 'UnknownType: Unknown type Nothing'],
    ['query($a: Int, $a: Int) { hello(count: $a) }', 'UniqueVariableNames: There can be only one variable named "$a".'],
  ])('%s', async (query, message) => {
    const { status, body } = await api.post(query);
    expect(status).toBe(200);
    expect(body).toEqual({
      data: null,
      errors: [
        { path: null, locations: expect.any(Array) as unknown[], message: `Validation error of type ${message}` },
      ],
    });
  });

  it('says where', async () => {
    const { body } = await api.post('{badfield}');
    expect(body).toMatchObject({ errors: [{ locations: [{ line: 1, column: 2, sourceName: null }] }] });
  });
});

describe('variables, in the words of AppSync', () => {
  it.each([
    ['query($id: ID!) { item(id: $id) { id } }', {}, "Variable 'id' has coerced Null value for NonNull type 'ID!'"],
    [
      'query($input: Input) { hello(input: $input) }',
      { input: {} },
      "Variable 'input' has coerced Null value for NonNull type 'String!'",
    ],
    [
      'query($input: Input) { hello(input: $input) }',
      { input: { name: 'a', nested: {} } },
      "Variable 'input' has coerced Null value for NonNull type 'String!'",
    ],
    [
      'query($n: Int) { hello(count: $n) }',
      { n: 'a' },
      "Variable 'n' has an invalid value. Expected type 'Int' but was 'String'.",
    ],
    [
      'query($w: AWSDateTime) { hello(when: $w) }',
      { w: '2019' },
      "Variable 'w' has an invalid value. Unable to parse `2019` as a valid DateTime Object.",
    ],
    [
      'query($k: Kind) { hello(kind: $k) }',
      { k: 'C' },
      "Variable 'k' has an invalid value. Invalid input for Enum 'Kind'. No value found for name 'C'",
    ],
  ])('%s %j', async (query, variables, message) => {
    const { body } = await api.post(query, { variables });
    expect(body).toEqual({
      data: null,
      errors: [{ path: null, locations: [{ line: 1, column: 7, sourceName: null }], message }],
    });
  });

  it('names the type of an unknown field, and no place', async () => {
    const query = 'query($input: Input) { hello(input: $input) }';
    const { body } = await api.post(query, { variables: { input: { name: 'a', other: 1 } } });
    const message = "The variables input contains a field that is not defined for input object type 'Input' ";
    expect(body).toEqual({ data: null, errors: [{ path: null, locations: null, message }] });
  });

  it('turns a nullable variable that is left out into null', async () => {
    const { body } = await api.post('query($name: String, $count: Int = 3) { hello(name: $name, count: $count) }');
    expect(body).toEqual({ data: { hello: '{"name":null,"count":3}' } });
  });
});

describe('answers', () => {
  it('of a resolver that fails: details beside the message, data as far as selected', async () => {
    const { body } = await api.post('mutation {\n  save(id: "1") {\n    label: name\n  }\n}');
    expect(body).toEqual({
      data: { save: null },
      errors: [
        {
          path: ['save'],
          data: { label: 'x' },
          errorType: 'Conflict',
          errorInfo: { by: 'bob' },
          locations: [{ line: 2, column: 3, sourceName: null }],
          message: 'It is taken.',
        },
      ],
    });
  });

  it('without a value that has to be there', async () => {
    expect((await api.post('{ broken { id } }')).body).toEqual({
      data: null,
      errors: [
        {
          path: ['broken'],
          locations: null,
          message: "Cannot return null for non-nullable type: 'Item' within parent 'Query' (/broken)",
        },
      ],
    });
    expect((await api.post('{ item(id: 1) { parent { id } } }')).body).toMatchObject({
      data: { item: { parent: null } },
      errors: [{ message: "Cannot return null for non-nullable type: 'ID' within parent 'Item' (/item/parent/id)" }],
    });
  });

  it('with values that are not of their type', async () => {
    const { body } = await api.post('{ items { id kind created } }');
    expect(body).toEqual({
      data: {
        items: [
          { id: '1', kind: null, created: null },
          { id: '2', kind: null, created: null },
        ],
      },
      errors: [
        {
          path: ['items', 0, 'kind'],
          locations: null,
          message: `Can't serialize value (/items[0]/kind) : Invalid input for Enum 'Kind'. No value found for name "C"`,
        },
        {
          path: ['items', 1, 'created'],
          locations: null,
          message:
            "Can't serialize value (/items[1]/created) : Unable to serialize `yesterday` as a valid DateTime Object.",
        },
      ],
    });
  });

  it('by default come from the member of the same name', async () => {
    const { body } = await api.post('{ item(id: "7") { id name kind } }');
    expect(body).toEqual({ data: { item: { id: '7', name: 'thing', kind: null } } });
  });
});
