import { afterAll, beforeAll, expect } from 'vitest';
import { openApi, type Api } from './appsync-api.ts';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, seenByOthers } from './evidence.ts';

const appsync = behavioursOf('AppSync over HTTP');
const appsyncTeam = seenByOthers('graphql/graphql-over-http#81, answers of the AppSync team');
const resolverErrors = documented('AppSync developer guide, Resolver tutorial for Lambda, and built-in utilities');

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.target.stop());

appsync.covers(
  'An empty body is 400 `MalformedHttpRequestException`: "Request body is empty."',
  appsyncTeam,
  async () => {
    expect(await api.post('', { authorization: await api.token() })).toMatchObject({
      status: 400,
      body: { errors: [{ errorType: 'MalformedHttpRequestException', message: 'Request body is empty.' }] },
    });
  },
);

appsync.covers(
  'A body that is no JSON object with a `query`, or a query that is no GraphQL, is 400 `MalformedHttpRequestException`: "Unable to parse GraphQL query."',
  appsyncTeam,
  async () => {
    const authorization = await api.token();
    for (const body of ['{}', '[]', 'junk', '{"query":1}', '{"query":"{ hello "}', '{"query":""}']) {
      expect(await api.post(body, { authorization }), body).toMatchObject({
        status: 400,
        body: { errors: [{ errorType: 'MalformedHttpRequestException', message: 'Unable to parse GraphQL query.' }] },
      });
    }
  },
);

appsync.covers(
  '`application/json` and `application/graphql` both carry the same JSON, and so does no content type',
  documented('AppSync developer guide, API_KEY authorization (its example of curl)'),
  async () => {
    const authorization = await api.token();
    const body = JSON.stringify({ query: '{ hello(name: "you") }' });
    for (const type of ['application/json', 'application/json; charset=UTF-8', 'application/graphql', 'text/plain']) {
      const answer = await api.post(body, { authorization, 'content-type': type });
      expect(answer).toMatchObject({ status: 200, body: { data: { hello: 'Hello you' } } });
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    }
  },
);

appsync.covers(
  'A document of several operations needs `operationName`; a name that is not there, or none, is 400 `BadRequestException`',
  assumed('the answer was not seen; GraphQL asks for an error before anything runs'),
  async () => {
    const query = 'query A { hello(name: "a") } query B { hello(name: "b") }';
    expect((await api.ask(query, { operationName: 'B' })).body).toEqual({ data: { hello: 'Hello b' } });
    for (const question of [{}, { operationName: 'C' }])
      expect(await api.ask(query, question)).toMatchObject({
        status: 400,
        body: { errors: [{ errorType: 'BadRequestException' }] },
      });
  },
);

appsync.covers(
  'A document that does not fit the schema is 200 with `data` null and graphql-java’s message, `path` null, and `locations` with line, column and `sourceName` null',
  appsyncTeam,
  async () => {
    const { status, body } = await api.ask('{ badfield }');
    expect(status).toBe(200);
    expect(body).toEqual({
      data: null,
      errors: [
        {
          path: null,
          locations: [{ line: 1, column: 3, sourceName: null }],
          message:
            "Validation error of type FieldUndefined: Field 'badfield' in type 'Query' is undefined @ 'badfield'",
        },
      ],
    });
  },
);

type Wording = [kind: string, query: string, message: string];

async function expectWordings(wordings: Wording[]): Promise<void> {
  for (const [kind, query, message] of wordings) {
    const { body } = await api.ask(query);
    expect(body.data).toBeNull();
    expect(JSON.stringify(body.errors), query).toContain(`Validation error of type ${kind}: ${message}`);
  }
}

appsync.covers(
  'UnknownArgument, MissingFieldArgument, SubSelectionRequired and SubSelectionNotAllowed are worded as graphql-java does, with the path to the field',
  seenByOthers('aws-amplify/amplify-js#11317 and #7435, aws-amplify/amplify-android#702, aws-amplify/amplify-cli#1296'),
  () =>
    expectWordings([
      ['UnknownArgument', '{ hello(nobody: 1) }', "Unknown field argument nobody @ 'hello'"],
      ['MissingFieldArgument', '{ things { id } }', "Missing field argument count @ 'things'"],
      ['SubSelectionRequired', '{ doors }', "Sub selection required for type Doors of field doors @ 'doors'"],
      [
        'SubSelectionNotAllowed',
        '{ hello { a } }',
        "Sub selection not allowed on leaf type String of field hello @ 'hello'",
      ],
    ]),
);

appsync.covers(
  'UndefinedFragment, UndefinedVariable, UnknownType and WrongType are validation errors too',
  assumed('graphql-java, AppSync’s engine, has them; AppSync’s wording was not seen'),
  () =>
    expectWordings([
      ['UndefinedFragment', '{ ...none }', 'Undefined fragment none'],
      ['UndefinedVariable', '{ hello(name: $none) }', 'Undefined variable none'],
      ['UnknownType', 'query($a: None) { hello(name: $a) }', 'Unknown type None'],
      ['WrongType', '{ hello(name: 1) }', ''],
    ]),
);

appsync.covers(
  'Variables are checked before anything runs: "Variable ‘x’ has coerced Null value for NonNull type", and fields that an input type does not have',
  seenByOthers(
    'awslabs/aws-mobile-appsync-sdk-js#464, aws-amplify/amplify-category-api#1921; Amplify DataStore’s list of AppSync’s messages',
  ),
  async () => {
    const query = 'mutation($thing: ThingInput!) { save(thing: $thing) { id } }';
    const messageFor = async (thing: unknown) =>
      JSON.stringify((await api.ask(query, { variables: { thing } })).body.errors);
    expect(await messageFor(null)).toContain("Variable 'thing' has coerced Null value for NonNull type 'ThingInput!'");
    expect(await messageFor({})).toContain("has coerced Null value for NonNull type 'ID!'");
    expect(await messageFor({ id: '1', no: 1 })).toContain(
      "contains a field that is not defined for input object type 'ThingInput'",
    );
  },
);

appsync.covers(
  '`util.error` makes the field null and puts `errorType`, `errorInfo` and `data`, as far as the field’s selection asks for it, beside the message and not into `extensions`',
  resolverErrors,
  async () => {
    const { status, body } = await api.ask('{ fails(how: "error") { name } }');
    expect(status).toBe(200);
    expect(body).toEqual({
      data: { fails: null },
      errors: [
        {
          path: ['fails'],
          data: { name: 'partial' },
          errorType: 'Conflict',
          errorInfo: { by: 'ada' },
          locations: [{ line: 1, column: 3, sourceName: null }],
          message: 'It is taken.',
        },
      ],
    });
  },
);

appsync.covers('`util.appendError` leaves the field its value and adds an error', resolverErrors, async () => {
  const { body } = await api.ask('{ fails(how: "append") { id } }');
  expect(body).toMatchObject({
    data: { fails: { id: '1' } },
    errors: [{ path: ['fails'], errorType: 'Stale', errorInfo: { since: 1 }, message: 'It is old.' }],
  });
});

appsync.covers(
  '`util.unauthorized` is the denial of the field: `errorType` `Unauthorized`, "Not Authorized to access {field} on type {type}"',
  resolverErrors,
  async () => {
    const { body } = await api.ask('{ fails(how: "unauthorized") { id } }');
    expect(body).toMatchObject({
      data: { fails: null },
      errors: [{ path: ['fails'], errorType: 'Unauthorized', message: 'Not Authorized to access fails on type Query' }],
    });
  },
);

appsync.covers(
  'Null in a field that is non-null makes its parent null: "Cannot return null for non-nullable type: ‘ID’ within parent ‘Thing’ (/fails/id)"',
  seenByOthers('aws-amplify/amplify-cli#5542, aws-amplify/amplify-js#6529'),
  async () => {
    const { body } = await api.ask('{ fails(how: "incomplete") { id name } }');
    expect(body).toEqual({
      data: { fails: null },
      errors: [
        {
          path: ['fails', 'id'],
          locations: null,
          message: "Cannot return null for non-nullable type: 'ID' within parent 'Thing' (/fails/id)",
        },
      ],
    });
  },
);

appsync.covers(
  'A subscription over HTTP is not run: 400 `UnsupportedOperation`',
  assumed('subscriptions belong to the realtime endpoint; the answer was not seen'),
  async () => {
    expect(await api.ask('subscription { onSave { id } }')).toMatchObject({
      status: 400,
      body: { errors: [{ errorType: 'UnsupportedOperation' }] },
    });
  },
);
