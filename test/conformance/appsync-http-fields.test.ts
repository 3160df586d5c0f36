import { afterAll, beforeAll, expect } from 'vitest';
import { answering, startApi } from '../../infra/local/services/appsync/testing.ts';
import { openApi, type Api } from './appsync-api.ts';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, here, recorded, seenByOthers } from './evidence.ts';

const appsync = behavioursOf('AppSync over HTTP');
const modes = documented('AppSync developer guide, Using additional authorization modes');

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.target.stop());

/** The answer to a field that the caller may not have. */
function denial(path: string[], typeName: string, line = 1, column: unknown = expect.any(Number)) {
  return {
    path,
    data: null,
    errorType: 'Unauthorized',
    errorInfo: null,
    locations: [{ line, column, sourceName: null }],
    message: `Not Authorized to access ${path.at(-1) ?? ''} on type ${typeName}`,
  };
}

async function asMember(groups: string[], query: string) {
  const { accessToken } = await api.target.tokens(`member-of-${groups.join('-')}`, { groups });
  return (await api.ask(query, { headers: { authorization: accessToken } })).body;
}

appsync.covers(
  'A field that the caller may not have is null, with `errorType` `Unauthorized` and "Not Authorized to access {field} on type {type}"; status 200, the other fields have their data',
  recorded('fixtures of Amplify’s clients'),
  async () => {
    const { status, body } = await api.ask('{\n  doors {\n    both\n    roles\n  }\n}');
    expect(status).toBe(200);
    expect(body).toEqual({
      data: { doors: { both: 'open', roles: null } },
      errors: [denial(['doors', 'roles'], 'Doors', 4, 5)],
    });
  },
);

appsync.covers(
  'With the default action DENY a field without a directive is nobody’s',
  documented('AppSync API reference, UserPoolConfig'),
  async () => {
    const expected = { data: { undirected: null }, errors: [denial(['undirected'], 'Query')] };
    expect((await api.ask('{ undirected }')).body).toEqual(expected);
    expect(await asMember(['admins'], '{ undirected }')).toEqual(expected);
    expect((await api.askSigned('{ undirected }')).body).toEqual(expected);
  },
);

appsync.covers(
  'A directive on a field replaces those of its type: `@aws_iam` shuts people out, `@aws_cognito_user_pools` shuts roles out',
  modes,
  async () => {
    const query = '{ doors { both people roles } }';
    expect((await api.ask(query)).body.data).toEqual({ doors: { both: 'open', people: 'open', roles: null } });
    expect((await api.askSigned(query)).body.data).toEqual({ doors: { both: 'open', people: null, roles: 'open' } });
  },
);

appsync.covers(
  '`cognito_groups` opens a field to the members of any of the groups, and to nobody else',
  modes,
  async () => {
    const query = '{ doors { admins members } }';
    expect((await api.ask(query)).body.data).toEqual({ doors: { admins: null, members: null } });
    expect((await asMember(['readers'], query)).data).toEqual({ doors: { admins: null, members: 'open' } });
    expect(await asMember(['admins'], query)).toEqual({ data: { doors: { admins: 'open', members: 'open' } } });
    expect((await api.askSigned(query)).body.data).toEqual({ doors: { admins: null, members: null } });
  },
);

appsync.covers(
  'A second mode reaches the fields of a returned type only if the type has that mode’s directive too',
  modes,
  async () => {
    expect((await api.ask('{ note { text } }')).body).toEqual({ data: { note: { text: 'read' } } });
    expect((await api.askSigned('{ note { text } }')).body).toEqual({
      data: { note: { text: null } },
      errors: [denial(['note', 'text'], 'Note')],
    });
  },
);

appsync.covers('A mutation’s answer is subject to the directives of its type as well', modes, async () => {
  const mutation = 'mutation { save(thing: { id: "1", secret: "s" }) { id secret } }';
  expect((await api.ask(mutation)).body).toEqual({
    data: { save: { id: '1', secret: null } },
    errors: [denial(['save', 'secret'], 'Thing')],
  });
  expect((await api.askSigned(mutation)).body).toEqual({ data: { save: { id: '1', secret: 's' } } });
});

const twoModes = { AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }] };

appsync.covers(
  'With the default action ALLOW a field without a directive is open to users of the pool, and to no second mode',
  here(documented('AppSync API reference, UserPoolConfig')),
  async () => {
    const own = await startApi({
      schema: 'type Query { a: Int }',
      resolvers: { 'Query.a': { code: answering('1') } },
      api: twoModes,
    });
    expect((await own.post('{ a }')).body).toEqual({ data: { a: 1 } });
    const signed = { authorization: 'AWS4-HMAC-SHA256 anything' };
    expect((await own.post('{ a }', { headers: signed })).body).toMatchObject({ data: { a: null } });
    await own.stop();
  },
);

appsync.covers(
  '`@aws_auth(cognito_groups)` chooses groups where user pools are the only mode',
  here(documented('AppSync developer guide, AMAZON_COGNITO_USER_POOLS authorization')),
  async () => {
    const own = await startApi({
      schema: 'type Query { a: Int @aws_auth(cognito_groups: ["admins", "staff"]) }',
      resolvers: { 'Query.a': { code: answering('1') } },
    });
    const as = async (groups: string[]) => {
      const headers = { authorization: await own.token({ 'cognito:groups': groups }) };
      return (await own.post('{ a }', { headers })).body;
    };
    expect(await as(['staff'])).toEqual({ data: { a: 1 } });
    expect(await as(['others'])).toMatchObject({ data: { a: null }, errors: [{ errorType: 'Unauthorized' }] });
    await own.stop();
  },
);

appsync.refuses(
  'A schema with `@aws_auth` does not start when the API has a second mode: there AppSync ignores the directive, and lets everybody in',
  here(seenByOthers('AppSync’s guide says that it cannot be used; probes of 2026 found it ignored')),
  async () => {
    const schema = 'type Query { a: Int @aws_auth(cognito_groups: ["admins"]) }';
    await expect(startApi({ schema, api: twoModes })).rejects.toThrow('AppSync ignores @aws_auth on Query.a');
  },
);

appsync.refuses(
  'A schema with a directive or a scalar that is not there does not start',
  here(assumed('AppSync refuses unknown directives, and drops own scalars: the stricter reading refuses both')),
  async () => {
    await expect(startApi({ schema: 'type Query { a: Int @no }' })).rejects.toThrow('Unknown directive "@no"');
    const scalar = 'scalar Mine type Query { a: Mine }';
    await expect(startApi({ schema: scalar })).rejects.toThrow('the scalar Mine is not emulated');
  },
);
