import { derivedId, derivedUuid, digits, upperCase } from '../derived-id.ts';
import type { ResourceKind } from '../service.ts';

/** For example `E1A2B3C4D5E6F7`. */
function cloudFrontId(...seed: string[]): string {
  return `E${derivedId(upperCase + digits, 13, ...seed)}`;
}

/** What `Ref` and `Fn::GetAtt` give. The domain name is the local host and port that the distribution answers on. */
export const kinds: ResourceKind[] = [
  {
    type: 'AWS::CloudFront::Distribution',
    identify({ logicalId, deployment: { account, addresses } }) {
      const id = cloudFrontId('distribution', account, logicalId);
      return { ref: id, attributes: { Id: id, DomainName: new URL(addresses.web).host } };
    },
  },
  {
    type: 'AWS::CloudFront::OriginAccessControl',
    identify({ logicalId, deployment: { account } }) {
      const id = cloudFrontId('origin-access-control', account, logicalId);
      return { ref: id, attributes: { Id: id } };
    },
  },
  ...['AWS::CloudFront::ResponseHeadersPolicy', 'AWS::CloudFront::CachePolicy'].map((type): ResourceKind => ({
    type,
    identify({ logicalId, deployment: { account } }) {
      const id = derivedUuid(type, account, logicalId);
      return { ref: id, attributes: { Id: id } };
    },
  })),
  {
    type: 'Custom::CDKBucketDeployment',
    identify: ({ logicalId, deployment: { account } }) => ({
      ref: `aws.cdk.s3deployment.${derivedUuid('bucket-deployment', account, logicalId)}`,
      attributes: {},
    }),
  },
];
