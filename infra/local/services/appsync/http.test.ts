import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsError } from '../service.ts';
import { answering, publisher, startApi, type TestApi } from './testing.ts';

const schema = `
  type Query {
    hello: String
    item(id: ID!): Item
    caller: String
    secret: String @aws_iam
    admin: String @aws_cognito_user_pools(cognito_groups: ["admins"])
  }
  type Item { id: ID! parent: Item }
`;

const resolvers = {
  'Query.hello': { code: answering('JSON.stringify(ctx.args)') },
  'Query.item': { code: answering('({ id: ctx.args.id, parent: {} })') },
  'Query.caller': { code: answering('JSON.stringify({ ...ctx.identity, headers: ctx.request.headers })') },
  'Query.secret': { code: answering('"told"') },
  'Query.admin': { code: answering('"told"') },
};

let api: TestApi;

beforeAll(async () => {
  api = await startApi({
    schema,
    resolvers,
    api: { AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }] },
    allows: (_principal, { resource }) => !resource.endsWith('/hello'),
    authenticate(request) {
      if (request.headers['authorization']?.includes('bad')) {
        throw new AwsError('InvalidSignatureException', 'The signature does not match.', 403);
      }
      return publisher;
    },
  });
});
afterAll(() => api.stop());

const iam = { authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/appsync/aws4_request' };

function refusal(status: number, errorType: string, message: string) {
  return { status, body: { errors: [{ errorType, message }] } };
}

describe('authorization of a request', () => {
  it.each([
    ['none', {}, 'Valid authorization header not provided.'],
    ['no JWT', { authorization: 'nonsense' }, 'Unable to parse JWT token.'],
    ['an API key, which is no mode of this API', { 'x-api-key': 'da2-x' }, 'Valid authorization header not provided.'],
  ])('%s', async (_name, headers, message) => {
    const answer = await api.post('{ hello }', { headers });
    expect(answer).toMatchObject(refusal(401, 'UnauthorizedException', message));
    expect(answer.headers.get('x-amzn-errortype')).toBe('UnauthorizedException');
  });

  it.each([
    ['expired', { exp: 1 }, 'Token has expired.'],
    ['of another issuer', { iss: 'http://127.0.0.1:9' }, 'You are not authorized to make this call.'],
    ['of another use', { token_use: 'refresh' }, 'You are not authorized to make this call.'],
  ])('a token that is %s', async (_name, claims, message) => {
    const headers = { authorization: await api.token(claims) };
    expect(await api.post('{ hello }', { headers })).toMatchObject(refusal(401, 'UnauthorizedException', message));
  });

  it('a token that expires meanwhile, on the clock of the cloud', async () => {
    const own = await startApi({ schema, resolvers });
    const headers = { authorization: await own.token() };
    expect(await own.post('{ caller }', { headers })).toMatchObject({ status: 200, body: { data: {} } });
    own.clock.advance(3600_000);
    expect(await own.post('{ caller }', { headers })).toMatchObject(
      refusal(401, 'UnauthorizedException', 'Token has expired.'),
    );
    await own.stop();
  });

  it('a token whose signature was changed', async () => {
    const token = await api.token();
    const [head, , signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ sub: 'bob', iss: api.cloud.deployment.addresses.signIn, exp: 9e9 }));
    const headers = { authorization: `${String(head)}.${forged.toString('base64url')}.${String(signature)}` };
    expect(await api.post('{ hello }', { headers })).toMatchObject({ status: 401 });
  });

  it('a token with or without Bearer, and its identity', async () => {
    for (const prefix of ['', 'Bearer ']) {
      const headers = { authorization: prefix + (await api.token({ 'cognito:groups': ['admins'] })), custom: 'nadia' };
      const { body } = await api.post('{ caller admin }', { headers });
      const { data } = body as { data: { caller: string; admin: string } };
      expect(data.admin).toBe('told');
      expect(JSON.parse(data.caller)).toMatchObject({
        sub: 'ada-sub',
        username: 'ada',
        issuer: api.cloud.deployment.addresses.signIn,
        groups: ['admins'],
        sourceIp: ['127.0.0.1'],
        defaultAuthStrategy: 'ALLOW',
        claims: { token_use: 'access', client_id: 'client' },
        headers: { custom: 'nadia' },
      });
    }
  });

  it('a signature, and its identity', async () => {
    const { body } = await api.post('{ secret }', { headers: iam });
    expect(body).toEqual({ data: { secret: 'told' } });
    expect(await api.post('{ secret }', { headers: { authorization: `${iam.authorization}bad` } })).toMatchObject(
      refusal(403, 'InvalidSignatureException', 'The signature does not match.'),
    );
  });

  it('a principal whose policies do not let it call a root field', async () => {
    expect(await api.post('{ hello }', { headers: iam })).toMatchObject(
      refusal(401, 'UnauthorizedException', 'Permission denied'),
    );
    expect(api.asked.at(-1)).toEqual({
      principal: publisher,
      permission: { action: 'appsync:GraphQL', resource: `${api.arn}/types/Query/fields/hello` },
    });
  });

  it('a client that the API does not take', async () => {
    const UserPoolConfig = { UserPoolId: 'pool', DefaultAction: 'ALLOW', AppIdClientRegex: 'web|cli' };
    const own = await startApi({ schema, resolvers, api: { UserPoolConfig } });
    const as = async (claims: object) => {
      const headers = { authorization: await own.token({ ...claims }) };
      return (await own.post('{ caller }', { headers })).status;
    };
    expect(await as({ client_id: 'web' })).toBe(200);
    expect(await as({ client_id: 'webshop' })).toBe(401);
    expect(await as({ token_use: 'id', aud: 'cli' })).toBe(200);
    await own.stop();
  });
});

describe('authorization of fields', () => {
  it('answers a field of another mode, or for another group, with an error and no data', async () => {
    const { status, body } = await api.post('{\n  secret\n  admin\n  caller\n}');
    expect(status).toBe(200);
    expect(body).toMatchObject({ data: { secret: null, admin: null } });
    expect((body as { errors: unknown }).errors).toEqual([
      {
        path: ['secret'],
        data: null,
        errorType: 'Unauthorized',
        errorInfo: null,
        locations: [{ line: 2, column: 3, sourceName: null }],
        message: 'Not Authorized to access secret on type Query',
      },
      expect.objectContaining({ path: ['admin'], message: 'Not Authorized to access admin on type Query' }),
    ]);
  });

  it('covers the fields of what a field returns', async () => {
    const { body } = await api.post('{ item(id: "1") { id } }', { headers: iam });
    expect(body).toMatchObject({
      data: { item: null },
      errors: [{ errorType: 'Unauthorized', message: 'Not Authorized to access item on type Query' }],
    });
  });
});

describe('requests that are no GraphQL', () => {
  it.each([
    ['', 'Request body is empty.'],
    ['meow', 'Unable to parse GraphQL query.'],
    ['{}', 'Unable to parse GraphQL query.'],
    ['{}}', 'Unable to parse GraphQL query.'],
    ['[]', 'Unable to parse GraphQL query.'],
    ['{"query":"{ hello "}', 'Unable to parse GraphQL query.'],
    [JSON.stringify({ query: `{ ${'a '.repeat(15_001)} }` }), 'Unable to parse GraphQL query.'],
  ])('%#: 400', async (body, message) => {
    const response = await fetch(api.url, { method: 'POST', headers: { authorization: await api.token() }, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ errors: [{ errorType: 'MalformedHttpRequestException', message }] });
  });

  it('too large a body, another method, another path', async () => {
    const headers = { authorization: await api.token() };
    const large = { method: 'POST', headers, body: 'x'.repeat(1024 * 1024 + 1) };
    expect((await fetch(api.url, large)).status).toBe(413);
    expect((await fetch(api.url, { headers })).status).toBe(405);
    expect((await fetch(`${api.url}x`, { method: 'POST', headers, body: '{}' })).status).toBe(404);
  });

  it('an operation that is not there, or not said which', async () => {
    const query = 'query A { hello } query B { hello }';
    expect(await api.post(query)).toMatchObject({ status: 400 });
    expect(await api.post(query, { operationName: 'C' })).toMatchObject(
      refusal(400, 'BadRequestException', "Unknown operation named 'C'."),
    );
    expect(await api.post(query, { operationName: 'A' })).toMatchObject({
      status: 200,
      body: { data: { hello: '{}' } },
    });
  });
});

describe('CORS', () => {
  it('answers the preflight, and lets every origin read', async () => {
    const headers = { origin: 'http://localhost', 'access-control-request-headers': 'authorization,content-type' };
    const preflight = await fetch(api.url, { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(200);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization,content-type',
    });
    const answer = await api.post('{ hello }');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('limits', () => {
  it('on depth, resolvers and introspection, as the template sets them', async () => {
    const limits = { QueryDepthLimit: 2, ResolverCountLimit: 1, IntrospectionConfig: 'DISABLED' };
    const own = await startApi({ schema, resolvers, api: limits });
    expect((await own.post('{ item(id: 1) { id parent { __typename id } } }')).body).toMatchObject({
      data: { item: { id: '1', parent: null } },
      errors: [{ path: ['item', 'parent', 'id'], errorType: 'QueryDepthLimitReached' }],
    });
    expect((await own.post('{ item(id: 1) { id } }')).body).toEqual({ data: { item: { id: '1' } } });
    expect((await own.post('{ a: hello b: hello }')).body).toMatchObject({
      data: { a: '{}', b: null },
      errors: [{ path: ['b'], errorType: 'ResolverExecutionLimitReached' }],
    });
    expect((await own.post('{ __schema { types { name } } }')).body).toMatchObject({
      data: null,
      errors: [
        {
          message:
            "Validation error of type FieldUndefined: Field 'types' in type '__Schema' is undefined @ '__schema/types'",
        },
      ],
    });
    await own.stop();
  });

  it('introspection otherwise works', async () => {
    expect((await api.post('{ __type(name: "AWSDate") { kind } }')).body).toEqual({
      data: { __type: { kind: 'SCALAR' } },
    });
  });

  it('on time', async () => {
    const invoke = () => new Promise<never>(() => undefined);
    const code = `export const request = (ctx) => ({ operation: 'Invoke' }); export const response = (ctx) => null;`;
    const own = await startApi({
      schema,
      resolvers: { 'Query.hello': { code, dataSource: 'function' } },
      fakes: { lambda: { invoke } },
    });
    const answer = own.post('{ hello }');
    await expect.poll(() => own.asked.length).toBe(1);
    own.clock.advance(30_000);
    expect((await answer).body).toMatchObject({ data: null, errors: [{ errorType: 'ExecutionTimeout' }] });
    await own.stop();
  });
});

describe('execute', () => {
  it('runs an operation as an IAM principal', async () => {
    expect(await api.execute(api.arn, publisher, '{ secret }', {})).toEqual({
      status: 200,
      body: { data: { secret: 'told' } },
    });
    expect(await api.execute(api.arn, publisher, '{ hello }', {})).toEqual(
      refusal(401, 'UnauthorizedException', 'Permission denied'),
    );
    await expect(
      api.execute('arn:aws:appsync:us-east-1:000000000000:apis/other', publisher, '{ secret }', {}),
    ).rejects.toThrow('There is no API');
  });

  it('is refused by an API without IAM', async () => {
    const own = await startApi({ schema, resolvers });
    expect(await own.execute(own.arn, publisher, '{ hello }', {})).toMatchObject({ status: 401 });
    await own.stop();
  });
});
