import * as z from 'zod';
import { noEffect, readProperties } from '../properties.ts';
import type { Cloud } from '../service.ts';
import type { Resource } from '../../assembly/resource.ts';

/** A public client of the pool: the authorization code flow with PKCE and nothing else. Durations are in seconds. */
export interface Client {
  id: string;
  name: string;
  redirectUris: string[];
  logoutUris: string[];
  scopes: string[];
  accessTokenSeconds: number;
  idTokenSeconds: number;
  refreshTokenSeconds: number;
  rotatesRefreshTokens: boolean;
}

export interface Pool {
  id: string;
  /** What stands in `iss`; the same string as the pool's `ProviderURL`. */
  issuer: string;
  /** Users sign in with an e-mail address, so Cognito gives them their `sub` for a user name. */
  signsInByEmail: boolean;
  groups: string[];
  clients: Client[];
}

const userPool = z.strictObject({
  UsernameAttributes: z.array(z.enum(['email'])).optional(),
  MfaConfiguration: z.enum(['OFF', 'OPTIONAL']).optional(),
  // These rule sign-up, recovery, mail and threats; the local test users have none of that.
  AccountRecoverySetting: noEffect,
  AdminCreateUserConfig: noEffect,
  AliasAttributes: noEffect,
  AutoVerifiedAttributes: noEffect,
  DeletionProtection: noEffect,
  DeviceConfiguration: noEffect,
  EmailConfiguration: noEffect,
  EmailVerificationMessage: noEffect,
  EmailVerificationSubject: noEffect,
  EnabledMfas: noEffect,
  Policies: noEffect,
  Schema: noEffect,
  SmsVerificationMessage: noEffect,
  UserAttributeUpdateSettings: noEffect,
  UsernameConfiguration: noEffect,
  UserPoolAddOns: noEffect,
  UserPoolName: noEffect,
  UserPoolTags: noEffect,
  UserPoolTier: noEffect,
  VerificationMessageTemplate: noEffect,
  WebAuthnFactorConfiguration: noEffect,
});

const unit = z.enum(['seconds', 'minutes', 'hours', 'days']);
const seconds = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

const userPoolClient = z.strictObject({
  UserPoolId: z.string(),
  ClientName: z.string().optional(),
  GenerateSecret: z.literal(false).optional(),
  AllowedOAuthFlowsUserPoolClient: z.literal(true),
  AllowedOAuthFlows: z.tuple([z.literal('code')]),
  AllowedOAuthScopes: z.array(z.enum(['openid', 'email', 'profile', 'phone', 'aws.cognito.signin.user.admin'])).min(1),
  CallbackURLs: z.array(z.string()).min(1),
  LogoutURLs: z.array(z.string()).default([]),
  DefaultRedirectURI: noEffect,
  SupportedIdentityProviders: z.array(z.literal('COGNITO')).optional(),
  AccessTokenValidity: z.number().positive().optional(),
  IdTokenValidity: z.number().positive().optional(),
  RefreshTokenValidity: z.number().positive().optional(),
  TokenValidityUnits: z
    .strictObject({ AccessToken: unit.optional(), IdToken: unit.optional(), RefreshToken: unit.optional() })
    .default({}),
  RefreshTokenRotation: z
    .object({ Feature: z.enum(['ENABLED', 'DISABLED']), RetryGracePeriodSeconds: z.literal(0).optional() })
    .optional(),
  EnableTokenRevocation: z.literal(true).optional(),
  // The user pool's own API (InitiateAuth and the like) is not there, and the test users' attributes are fixed.
  AuthSessionValidity: noEffect,
  ExplicitAuthFlows: noEffect,
  PreventUserExistenceErrors: noEffect,
  ReadAttributes: noEffect,
  WriteAttributes: noEffect,
});

const userPoolGroup = z.strictObject({
  UserPoolId: z.string(),
  GroupName: z.string(),
  // Nobody assumes a role through an identity pool here, which is what these are for.
  Description: noEffect,
  Precedence: noEffect,
  RoleArn: noEffect,
});

/** The stack's user pool, or undefined when it has none. Throws, by name, on what is not emulated. */
export function readPool({ resources, deployment }: Pick<Cloud, 'resources' | 'deployment'>): Pool | undefined {
  const [pool, ...others] = resources.filter(({ type }) => type === 'AWS::Cognito::UserPool');
  if (!pool) return undefined;
  if (others[0]) throw new Error(`${others[0].logicalId}: a second AWS::Cognito::UserPool is not emulated.`);
  const { UsernameAttributes } = readProperties(userPool, pool);
  return {
    id: pool.ref,
    issuer: `${deployment.addresses.signIn}/${pool.ref}`,
    signsInByEmail: UsernameAttributes !== undefined && UsernameAttributes.length > 0,
    groups: resources
      .filter(({ type }) => type === 'AWS::Cognito::UserPoolGroup')
      .map((group) => readProperties(userPoolGroup, group).GroupName),
    clients: resources.filter(({ type }) => type === 'AWS::Cognito::UserPoolClient').map(readClient),
  };
}

function readClient(resource: Resource): Client {
  const client = readProperties(userPoolClient, resource);
  const units = client.TokenValidityUnits;
  return {
    id: resource.ref,
    name: client.ClientName ?? resource.logicalId,
    redirectUris: client.CallbackURLs,
    logoutUris: client.LogoutURLs,
    scopes: client.AllowedOAuthScopes,
    accessTokenSeconds: (client.AccessTokenValidity ?? 1) * seconds[units.AccessToken ?? 'hours'],
    idTokenSeconds: (client.IdTokenValidity ?? 1) * seconds[units.IdToken ?? 'hours'],
    refreshTokenSeconds: (client.RefreshTokenValidity ?? 30) * seconds[units.RefreshToken ?? 'days'],
    rotatesRefreshTokens: client.RefreshTokenRotation?.Feature === 'ENABLED',
  };
}
