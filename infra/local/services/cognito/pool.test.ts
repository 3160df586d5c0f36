import { describe, expect, it } from 'vitest';
import { decodeJwt } from 'jose';
import { kinds } from './kinds.ts';
import { readPool } from './pool.ts';
import { Browser, issuerOf, serveCognito, signIn } from './testing.ts';
import { testUsers } from './users.ts';
import type { Resource } from '../../assembly/resource.ts';
import type { Deployment } from '../service.ts';

const deployment: Deployment = {
  region: 'eu-west-1',
  account: '000000000000',
  partition: 'aws',
  addresses: { aws: 'http://a:1', graphql: 'http://a:2', web: 'http://a:3', signIn: 'http://a:4' },
};

function resource(logicalId: string, type: string, properties: Record<string, unknown>): Resource {
  const kind = kinds.find((each) => each.type === `AWS::Cognito::${type}`);
  if (!kind) throw new Error(type);
  return { logicalId, type: kind.type, properties, ...kind.identify({ logicalId, properties, deployment }) };
}

const client = {
  UserPoolId: 'id',
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['code'],
  AllowedOAuthScopes: ['openid'],
  CallbackURLs: ['http://a:3/'],
};
const read = (pool: Record<string, unknown>, properties: Record<string, unknown> = client) =>
  readPool({
    deployment,
    resources: [resource('Users', 'UserPool', pool), resource('Client', 'UserPoolClient', properties)],
  });

describe('identities', () => {
  it('look like those of AWS, stay the same, and differ between resources', () => {
    const [one, again, other] = ['A', 'A', 'B'].map((id) => resource(id, 'UserPool', {}));
    expect(one?.ref).toMatch(/^eu-west-1_[A-Za-z0-9]{9}$/);
    expect(one).toEqual(again);
    expect(one?.ref).not.toBe(other?.ref);
    expect(one?.attributes).toEqual({
      UserPoolId: one?.ref,
      Arn: `arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${one?.ref}`,
      ProviderName: `cognito-idp.eu-west-1.amazonaws.com/${one?.ref}`,
      ProviderURL: `http://a:4/${one?.ref}`,
    });
    expect(resource('C', 'UserPoolClient', {}).ref).toMatch(/^[a-z0-9]{26}$/);
    expect(resource('G', 'UserPoolGroup', { GroupName: 'admins' }).ref).toBe('admins');
    expect(resource('D', 'UserPoolDomain', { Domain: 'photos' }).ref).toBe('photos');
  });
});

describe('readPool', () => {
  it('is the pool of the stack, with Cognito’s defaults; a stack without one has none', () => {
    expect(readPool({ deployment, resources: [] })).toBeUndefined();
    const pool = read({});
    expect(pool?.issuer).toBe(resource('Users', 'UserPool', {}).attributes['ProviderURL']);
    expect(pool?.clients).toEqual([
      {
        id: resource('Client', 'UserPoolClient', {}).ref,
        name: 'Client',
        redirectUris: ['http://a:3/'],
        logoutUris: [],
        scopes: ['openid'],
        accessTokenSeconds: 3_600,
        idTokenSeconds: 3_600,
        refreshTokenSeconds: 2_592_000,
        rotatesRefreshTokens: false,
      },
    ]);
  });

  it.each([
    ['LambdaConfig', { LambdaConfig: { PreSignUp: 'arn' } }, client],
    ['MfaConfiguration', { MfaConfiguration: 'ON' }, client],
    ['GenerateSecret', {}, { ...client, GenerateSecret: true }],
    ['AllowedOAuthFlows', {}, { ...client, AllowedOAuthFlows: ['implicit'] }],
    ['AllowedOAuthFlows', {}, { ...client, AllowedOAuthFlows: ['code', 'implicit'] }],
    ['AllowedOAuthScopes', {}, { ...client, AllowedOAuthScopes: ['photos/write'] }],
    ['SupportedIdentityProviders', {}, { ...client, SupportedIdentityProviders: ['Google'] }],
    ['AnalyticsConfiguration', {}, { ...client, AnalyticsConfiguration: {} }],
  ])('refuses %s by name', (property, pool, properties) => {
    expect(() => read(pool, properties)).toThrow(new RegExp(`AWS::Cognito::UserPool(Client)? \\w+: .*${property}`));
  });

  it('refuses a second pool', () => {
    const resources = ['Users', 'Others'].map((id) => resource(id, 'UserPool', {}));
    expect(() => readPool({ deployment, resources })).toThrow('Others: a second AWS::Cognito::UserPool');
  });
});

describe('the users', () => {
  it('are in no group that the stack has not', () => {
    const pool = read({});
    expect(pool && testUsers(pool).flatMap(({ groups }) => groups)).toEqual([]);
  });

  it('have their sub for a user name, and sign in by e-mail, where the pool says so', async () => {
    const served = await serveCognito({}, undefined, { UsernameAttributes: ['email'] });
    const { answer } = await signIn(issuerOf(served), new Browser(), ' Alice@example.com', 'Alice-1234');
    const { sub, username } = decodeJwt(answer.access_token);
    expect(username).toBe(sub);
    await served.stop();
  });
});
