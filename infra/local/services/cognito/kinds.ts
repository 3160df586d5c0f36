import { z } from 'zod';
import { clientId, poolId, uuid } from './derive.ts';
import type { ResourceKind } from '../service.ts';

const named = z.object({ GroupName: z.string() });
const domained = z.object({ Domain: z.string() });

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
      const id = clientId(account, region, logicalId);
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
      const id = uuid('managed-login-branding', account, logicalId);
      return { ref: id, attributes: { ManagedLoginBrandingId: id } };
    },
  },
];
