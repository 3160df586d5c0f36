import { physicalName } from '../../services/properties.ts';
import type { ResourceKind } from '../../services/service.ts';
import { shortName } from '../../short-name.ts';

/** Roles and policies: the front door evaluates them, no service runs them. */
export const policyKinds: ResourceKind[] = [
  {
    type: 'AWS::IAM::Role',
    identify({ logicalId, properties, deployment: { partition, account } }) {
      const name = shortName(physicalName(properties, 'RoleName', logicalId), 64);
      const path = typeof properties['Path'] === 'string' ? properties['Path'] : '/';
      return {
        ref: name,
        attributes: { Arn: `arn:${partition}:iam::${account}:role${path}${name}`, RoleId: `AROA${logicalId}` },
      };
    },
  },
  {
    type: 'AWS::IAM::Policy',
    identify: ({ logicalId, properties }) => {
      const name = physicalName(properties, 'PolicyName', logicalId);
      return { ref: name, attributes: { Id: name } };
    },
  },
  {
    type: 'AWS::IAM::ManagedPolicy',
    identify({ logicalId, properties, deployment: { partition, account } }) {
      const name = physicalName(properties, 'ManagedPolicyName', logicalId);
      const arn = `arn:${partition}:iam::${account}:policy/${name}`;
      return { ref: arn, attributes: { PolicyArn: arn } };
    },
  },
];
