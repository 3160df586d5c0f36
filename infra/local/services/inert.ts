import type { ResourceKind } from './service.ts';

/** What a type that does nothing here is known by in the template; `<name>` is its name or logical id. */
interface Inert {
  /** Why it has no effect on one machine. */
  because: string;
  /** The property that names it. */
  name?: string;
  /** The end of its ARN after region and account. */
  arn: (name: string) => string;
  /** Whether `Ref` gives the ARN and not the name. */
  refIsArn?: true;
}

const inert: Record<string, Inert> = {
  'AWS::CDK::Metadata': {
    because: 'it tells AWS which constructs a stack uses',
    arn: (name) => `cloudformation:metadata/${name}`,
  },
  'AWS::Logs::LogGroup': {
    because: 'what functions print goes to the log of the local cloud',
    name: 'LogGroupName',
    arn: (name) => `logs:log-group:${name}:*`,
  },
  'AWS::Lambda::LayerVersion': {
    because: 'only functions of other languages, which are not run here, have layers',
    name: 'LayerName',
    arn: (name) => `lambda:layer:${name}:1`,
    refIsArn: true,
  },
  'AWS::CloudWatch::Dashboard': {
    because: 'no metrics are kept here to be drawn; what functions count stands in the log of the local cloud',
    name: 'DashboardName',
    arn: (name) => `cloudwatch:dashboard/${name}`,
  },
  'AWS::CloudWatch::Alarm': {
    because: 'no metrics are kept here',
    name: 'AlarmName',
    arn: (name) => `cloudwatch:alarm:${name}`,
  },
};

/** The resource types that have no effect on one machine, each by its exact name. */
export const inertKinds: ResourceKind[] = Object.entries(inert).map(([type, { name, arn, refIsArn }]) => ({
  type,
  identify({ logicalId, properties, deployment: { partition, region, account } }) {
    const given = name === undefined ? undefined : properties[name];
    const known = typeof given === 'string' ? given : logicalId;
    const [service = '', ...rest] = arn(known).split(':');
    const fullArn = [`arn:${partition}`, service, region, account, ...rest].join(':');
    return { ref: refIsArn ? fullArn : known, attributes: { Arn: fullArn } };
  },
}));
