import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, expect } from 'vitest';
import { Sha256 } from '../../infra/local/testing/sha256.ts';
import { behavioursOf } from './behaviour.ts';
import { documented } from './evidence.ts';
import { Probes } from './probes.ts';
import { openTarget, type Target, type Tokens } from './target.ts';

const js = behavioursOf('APPSYNC_JS');
const contextReference = documented('AppSync developer guide, JavaScript resolver context object reference');

let target: Target;
let tokens: Tokens;
let probes: Probes;
beforeAll(async () => {
  target = await openTarget();
  tokens = await target.tokens('grouped', { groups: ['admins', 'readers'] });
  probes = new Probes(target.output('GraphqlUrl'), tokens.accessToken);
});
afterAll(() => target.stop());

const context = async (by = probes, headers: Record<string, string> = {}) => {
  const { data } = await by.select('context(input: $input)', { input: 'asked' }, headers);
  return JSON.parse(String(data['context'])) as Record<string, unknown>;
};

js.covers(
  '`ctx.args` and `ctx.arguments` are the field’s arguments; `ctx.source` is what the parent’s resolver answered',
  contextReference,
  async () => {
    const args = { input: 'asked' };
    expect(await context()).toMatchObject({ args, arguments: args, source: {} });
  },
);

js.covers(
  'The stash of the request handler is there in the response handler; `ctx.result` is what the data source answered; `ctx.error` is not set',
  contextReference,
  async () => {
    expect(await context()).toMatchObject({
      stash: { left: 'in the request' },
      result: { asked: 'asked' },
      error: null,
    });
  },
);

js.covers(
  '`ctx.identity` of a caller with a token: `sub`, `issuer`, `username`, `claims`, `sourceIp`, `groups` and `defaultAuthStrategy`',
  contextReference,
  async () => {
    const issuer = target.output('Issuer');
    const { identity } = await context();
    expect(Object.keys(identity as object).sort()).toEqual([
      'claims',
      'defaultAuthStrategy',
      'groups',
      'issuer',
      'sourceIp',
      'sub',
      'username',
    ]);
    expect(identity).toMatchObject({
      sub: tokens.sub,
      issuer,
      claims: { sub: tokens.sub, iss: issuer, token_use: 'access', 'cognito:groups': expect.any(Array) as unknown },
      sourceIp: [expect.stringMatching(/^[\d.:a-f]+$/)],
      groups: expect.arrayContaining(['admins', 'readers']) as unknown,
      defaultAuthStrategy: 'DENY',
    });
  },
);

js.covers('`ctx.identity.groups` is null for a caller in no group', contextReference, async () => {
  expect(await context(await Probes.of(target, 'loner'))).toMatchObject({ identity: { groups: null } });
});

js.covers(
  '`ctx.identity.sourceIp` lists the addresses of `x-forwarded-for` before that of the connection',
  contextReference,
  async () => {
    const { identity } = await context(probes, { 'x-forwarded-for': '192.0.2.7, 192.0.2.8' });
    const { sourceIp } = identity as { sourceIp: string[] };
    expect(sourceIp.slice(0, 2)).toEqual(['192.0.2.7', '192.0.2.8']);
    expect(sourceIp.length).toBeGreaterThan(2);
  },
);

/** The same request, signed by the operator. */
async function signedContext(): Promise<Record<string, unknown>> {
  const url = new URL(target.output('GraphqlUrl'));
  const body = JSON.stringify({ query: '{ probes { context utilities } }' });
  const signer = new SignatureV4({
    service: 'appsync',
    region: target.client.region,
    credentials: await new DynamoDBClient(target.client).config.credentials(),
    sha256: Sha256,
  });
  const { protocol, hostname, host, pathname: path } = url;
  const { headers } = await signer.sign({ method: 'POST', protocol, hostname, path, headers: { host }, body });
  const response = await fetch(url, { method: 'POST', headers, body });
  const { data } = (await response.json()) as { data: { probes: Record<'context' | 'utilities', string> } };
  return {
    ...(JSON.parse(data.probes.context) as object),
    ...(JSON.parse(data.probes.utilities) as object),
  };
}

js.covers(
  '`ctx.identity` of a caller with a signature: `accountId`, `userArn`, `username`, `sourceIp` and the Cognito identity, which is null without an identity pool; `util.authType()` is `IAM Authorization`',
  contextReference,
  async () => {
    const { identity, authType } = await signedContext();
    expect(authType).toBe('IAM Authorization');
    expect(identity).toEqual({
      accountId: expect.stringMatching(/^\d{12}$/) as unknown,
      userArn: expect.stringMatching(/^arn:aws:/) as unknown,
      username: expect.any(String) as unknown,
      sourceIp: [expect.any(String)],
      cognitoIdentityPoolId: null,
      cognitoIdentityId: null,
      cognitoIdentityAuthType: null,
      cognitoIdentityAuthProvider: null,
    });
  },
);

js.covers(
  '`ctx.request.headers` has the client’s headers under lower-case names, without cookies; `domainName` is null',
  contextReference,
  async () => {
    const { headers, domainName } = await context(probes, { 'X-Custom': 'nadia', cookie: 'secret=1' });
    expect(headers).toMatchObject({ 'x-custom': 'nadia' });
    expect(headers).not.toHaveProperty('cookie');
    expect(domainName).toBeNull();
  },
);

js.covers(
  '`ctx.env` has the environment variables of the API',
  documented('AppSync developer guide, environment variables'),
  async () => {
    expect((await context())['env']).toEqual({ GREETING: 'hello' });
  },
);

js.covers(
  '`JSON.stringify(ctx.info)` has `fieldName`, `parentTypeName` and all variables of the request, and neither selection set',
  contextReference,
  async () => {
    const { data } = await probes.select('info(input: $input) { json } early(input: $other)', {
      input: 'x',
      other: 'y',
    });
    expect(JSON.parse((data['info'] as { json: string }).json)).toEqual({
      fieldName: 'info',
      parentTypeName: 'Probes',
      variables: { input: 'x', other: 'y' },
    });
  },
);

js.covers(
  '`ctx.info.selectionSetList` names fields by their aliases, nested ones as `a/b`, fragments opened',
  contextReference,
  async () => {
    const { data } = await probes.select(
      'info { mine: json list more { json deeper: more { graphql } } ... on ProbedInfo { graphql } }',
    );
    expect((data['info'] as { list: string[] }).list).toEqual([
      'mine',
      'list',
      'more',
      'more/json',
      'more/deeper',
      'more/deeper/graphql',
      'graphql',
    ]);
  },
);

js.covers('`ctx.info.selectionSetGraphQL` is the selection set as text', contextReference, async () => {
  const { data } = await probes.select('info { mine: json graphql }');
  const { graphql } = data['info'] as { graphql: string };
  expect(graphql.replaceAll(/\s+/g, ' ')).toContain('mine: json graphql');
});
