import * as z from 'zod';
import { derivedId, derivedUuid, digits, lowerCase, upperCase } from '../derived-id.ts';
import type { ResourceKind } from '../service.ts';

const named = z.object({ GroupName: z.string() });
const domained = z.object({ Domain: z.string() });

/** For example `us-east-1_aBcDeFgHi`. */
export function poolId(region: string, account: string, logicalId: string): string {
  return `${region}_${derivedId(upperCase + lowerCase + digits, 9, 'user-pool', account, region, logicalId)}`;
}

/** 26 lower-case letters and digits. */
export function clientId(region: string, account: string, logicalId: string): string {
  return derivedId(lowerCase + digits, 26, 'user-pool-client', account, region, logicalId);
}

/**
 * What `Ref` and `Fn::GetAtt` give for Cognito's resources. `ProviderURL` is the issuer of the tokens on AWS; here it
 * is where the local issuer answers.
 */
export const kinds: ResourceKind[] = [
  {
    type: 'AWS::Cognito::UserPool',
    identify({ logicalId, deployment: { region, account, partition, addresses } }) {
      const id = poolId(region, account, logicalId);
      return {
        ref: id,
        attributes: {
          UserPoolId: id,
          Arn: `arn:${partition}:cognito-idp:${region}:${account}:userpool/${id}`,
          ProviderName: `cognito-idp.${region}.amazonaws.com/${id}`,
          ProviderURL: `${addresses.signIn}/${id}`,
        },
      };
    },
  },
  {
    type: 'AWS::Cognito::UserPoolClient',
    identify({ logicalId, deployment: { region, account } }) {
      const id = clientId(region, account, logicalId);
      return { ref: id, attributes: { ClientId: id } };
    },
  },
  {
    type: 'AWS::Cognito::UserPoolDomain',
    identify({ properties, deployment }) {
      const host = new URL(deployment.addresses.signIn).host;
      return { ref: domained.parse(properties).Domain, attributes: { CloudFrontDistribution: host } };
    },
  },
  {
    type: 'AWS::Cognito::UserPoolGroup',
    identify: ({ logicalId, properties }) => ({
      ref: named.safeParse(properties).data?.GroupName ?? logicalId,
      attributes: {},
    }),
  },
  {
    type: 'AWS::Cognito::ManagedLoginBranding',
    identify({ logicalId, deployment: { account } }) {
      const id = derivedUuid('managed-login-branding', account, logicalId);
      return { ref: id, attributes: { ManagedLoginBrandingId: id } };
    },
  },
];
