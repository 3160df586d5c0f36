import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, expect } from 'vitest';
import * as z from 'zod';
import { startApi, answering } from '../../infra/local/services/appsync/testing.ts';
import { openApi, type Api } from './appsync-api.ts';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, here, recorded, seenByOthers } from './evidence.ts';

const appsync = behavioursOf('AppSync over HTTP');
const authorization = documented('AppSync developer guide, Configuring authorization and authentication');

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.target.stop());

const hello = '{ hello(name: "you") }';
const answered = { status: 200, body: { data: { hello: 'Hello you' } } };

/** The answer to a caller who is not let in. */
function refused(message: string | RegExp, status = 401, errorType = 'UnauthorizedException') {
  return { status, body: { errors: [{ errorType, message: expect.stringMatching(message) as string }] } };
}

/** Someone who signs tokens, but is not the user pool. */
async function forge(claims: JWTPayload): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const { kty } = await exportJWK(publicKey);
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: `of ${String(kty)}` }).sign(privateKey);
}

appsync.covers('A JWT of the user pool opens the API, with and without `Bearer`', authorization, async () => {
  const token = await api.token();
  expect(await api.ask(hello, { headers: { authorization: token } })).toMatchObject(answered);
  expect(await api.ask(hello, { headers: { authorization: `Bearer ${token}` } })).toMatchObject(answered);
});

appsync.covers(
  'Access tokens and ID tokens are both taken; `ctx.identity` has `username` of `username` or `cognito:username`, and all claims',
  recorded('Amplify’s GraphQL client sends the access token; AppSync’s guide to its WebSocket shows the ID token'),
  async () => {
    const { accessToken, idToken, sub } = await api.target.tokens('ada');
    for (const [authorization, use] of [[accessToken, 'access'] as const, [idToken, 'id'] as const]) {
      const { body } = await api.ask('{ identity }', { headers: { authorization } });
      const identity: unknown = JSON.parse(String(body.data?.['identity']));
      const issuer = api.target.output('Issuer');
      expect(identity).toMatchObject({ sub, issuer, username: sub, groups: null, claims: { sub, token_use: use } });
      expect(identity).toMatchObject({ defaultAuthStrategy: 'DENY', sourceIp: [expect.any(String)] });
    }
  },
);

appsync.covers(
  'A request without an `authorization` header is 401 `UnauthorizedException`: "Valid authorization header not provided."',
  seenByOthers('aws-amplify/amplify-js#4373'),
  async () => {
    const answer = await api.ask(hello, { headers: { 'x-api-key': 'da2-no-mode-of-this-api' } });
    expect(answer).toMatchObject(refused(/^Valid authorization header not provided\.$/));
    expect(answer.headers.get('x-amzn-errortype')).toBe('UnauthorizedException');
  },
);

appsync.covers(
  'A header that is no JWT is 401 `UnauthorizedException`: "Unable to parse JWT token."',
  seenByOthers('aws-amplify/amplify-js#2645'),
  async () => {
    for (const authorization of ['nonsense', 'Bearer nonsense', 'a.b.c'])
      expect(await api.ask(hello, { headers: { authorization } })).toMatchObject(
        refused(/^Unable to parse JWT token\.$/),
      );
  },
);

appsync.covers(
  'A token that others signed, in the name of the user pool or in their own, is 401 `UnauthorizedException`',
  authorization,
  async () => {
    const claims = decodeJwt(await api.token());
    for (const iss of [claims.iss ?? '', 'https://issuer.example']) {
      const answer = await api.ask(hello, { headers: { authorization: await forge({ ...claims, iss }) } });
      expect(answer).toMatchObject(refused(/./));
    }
  },
);

appsync.covers(
  'A token whose claims were changed after it was signed is 401 `UnauthorizedException`',
  authorization,
  async () => {
    const token = await api.token();
    const [head = '', , signature = ''] = token.split('.');
    const claims = { ...decodeJwt(token), 'cognito:groups': ['admins'] };
    const changed = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    expect(await api.ask(hello, { headers: { authorization: changed } })).toMatchObject(refused(/./));
  },
);

appsync.covers(
  'A token past its `exp` is 401 `UnauthorizedException`: "Token has expired."',
  here(seenByOthers('awslabs/aws-mobile-appsync-sdk-js#666')),
  async () => {
    const expired = await api.target.tokens('ada', { expiresIn: -1 });
    const headers = { authorization: expired.accessToken };
    expect(await api.ask(hello, { headers })).toMatchObject(refused(/^Token has expired\.$/));
  },
);

appsync.covers(
  'A token of the pool with a `token_use` that is neither `access` nor `id`, or of a client that the API’s regular expression does not match as a whole, is 401 `UnauthorizedException`',
  here(assumed('the guide speaks of a regular expression over client ids and not of `token_use`')),
  async () => {
    const UserPoolConfig = { UserPoolId: 'pool', DefaultAction: 'ALLOW', AppIdClientRegex: 'web|cli' };
    const schema = 'type Query { hello: String }';
    const own = await startApi({
      schema,
      api: { UserPoolConfig },
      resolvers: { 'Query.hello': { code: answering('1') } },
    });
    const statusFor = async (claims: Record<string, unknown>) =>
      (await own.post('{ hello }', { headers: { authorization: await own.token(claims) } })).status;
    expect(await statusFor({ client_id: 'web' })).toBe(200);
    expect(await statusFor({ client_id: 'webshop' })).toBe(401);
    expect(await statusFor({ token_use: 'id', aud: 'cli' })).toBe(200);
    expect(await statusFor({ token_use: 'id', aud: 'desktop' })).toBe(401);
    expect(await statusFor({ client_id: 'web', token_use: 'refresh' })).toBe(401);
    await own.stop();
  },
);

appsync.covers('A request signed by SigV4 for `appsync` opens the API as an IAM principal', authorization, async () => {
  expect(await api.askSigned(hello)).toMatchObject(answered);
  const { body } = await api.askSigned('{ identity }');
  expect(JSON.parse(String(body.data?.['identity']))).toMatchObject({
    accountId: expect.stringMatching(/^\d{12}$/) as string,
    userArn: expect.stringMatching(/^arn:aws:(iam|sts)::/) as string,
    cognitoIdentityId: null,
  });
});

appsync.covers(
  'A signature that does not match the request is 403 `InvalidSignatureException`',
  assumed('other services of AWS answer so; AppSync’s answer was not seen'),
  async () => {
    const body = JSON.stringify({ query: hello });
    const wrong = await api.sign({ body, secretAccessKey: 'not the secret' });
    expect(await api.post(body, wrong)).toMatchObject(refused(/signature/i, 403, 'InvalidSignatureException'));
    const other = await api.sign({ body });
    expect(await api.post(JSON.stringify({ query: '{ identity }' }), other)).toMatchObject({ status: 403 });
  },
);

appsync.covers(
  'A role may call the root fields that its policies name; with any other the whole request is 401 `UnauthorizedException`: "Permission denied"',
  seenByOthers('aws-amplify/amplify-category-api#2457, aws-amplify/amplify-cli#13712'),
  async () => {
    expect(await askAsRole('{ doors { both } }')).toEqual({ status: 200, body: { data: { doors: { both: 'open' } } } });
    const denied = {
      status: 401,
      body: { errors: [{ errorType: 'UnauthorizedException', message: 'Permission denied' }] },
    };
    expect(await askAsRole(hello)).toEqual(denied);
    expect(await askAsRole('{ doors { both } hello }')).toEqual(denied);
  },
);

const caller = z.object({ status: z.number(), body: z.unknown() });

/** Asks from a Lambda function, as its role. */
async function askAsRole(query: string): Promise<{ status: number; body: unknown }> {
  const lambda = new LambdaClient(api.target.client);
  const FunctionName = api.target.output('GraphqlCallerName');
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ query }) }));
  return caller.parse(JSON.parse(Payload?.transformToString() ?? ''));
}

const refusedModes: [name: string, mode: string][] = [
  ['API keys', 'API_KEY'],
  ['OpenID Connect providers', 'OPENID_CONNECT'],
  ['Lambda authorizers', 'AWS_LAMBDA'],
];
for (const [name, mode] of refusedModes) {
  appsync.refuses(
    `An API that takes ${name} does not start: "${mode} is not emulated"`,
    here(authorization),
    async () => {
      const AdditionalAuthenticationProviders = [{ AuthenticationType: mode }];
      const starting = startApi({ schema: 'type Query { a: Int }', api: { AdditionalAuthenticationProviders } });
      await expect(starting).rejects.toThrow(`${mode} is not emulated`);
    },
  );
}
