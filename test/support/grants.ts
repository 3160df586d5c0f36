import * as z from 'zod';
import type { LocalCloud } from '../../infra/local/boot.ts';
import { matches, matchesAction } from '../../infra/local/gateway/policies/pattern.ts';

type Call = ReturnType<LocalCloud['calls']>[number];

/** One action on one resource that a policy of the stack allows somebody. */
export interface Grant extends Pick<Call, 'principal' | 'action' | 'resource' | 'sourceArn'> {
  /** The same in words, for the report of a test. */
  text: string;
}

/** What no walk uses, and why it stays granted all the same. */
export const excuses = [
  { of: / logs:/, because: 'what functions print goes to the log of the local cloud, which is no service' },
  { of: / xray:/, because: 'traces go to a daemon beside the function, which the local cloud has none of' },
  {
    of: /^CustomCDKBucketDeployment/,
    because: 'the CDK writes it for its function, of which only the copying is done here',
  },
];

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const principals = z.object({ AWS: texts.default([]), Service: texts.default([]) });
const conditions = z.record(z.string(), z.record(z.string(), z.unknown())).default({});

const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: texts,
  Resource: texts,
  Principal: principals.optional(),
  Condition: conditions,
});

const policy = z.object({
  Roles: z.array(z.string()).default([]),
  PolicyDocument: z.object({ Statement: z.array(statement) }),
});

const policyTypes = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::SQS::QueuePolicy', 'AWS::S3::BucketPolicy'];

function sourceArnOf(condition: z.output<typeof conditions>): string | undefined {
  const entries = Object.values(condition).flatMap((keys) => Object.entries(keys));
  return z
    .string()
    .optional()
    .parse(entries.find(([key]) => key.toLowerCase() === 'aws:sourcearn')?.[1]);
}

/** Every grant of the policies of roles, queues and buckets, one by one. */
export function grantsOf(resources: LocalCloud['resources']): Grant[] {
  return resources
    .filter(({ type }) => policyTypes.includes(type))
    .flatMap(({ properties }) => {
      const { Roles, PolicyDocument } = policy.parse(properties);
      return PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap((each) => {
        const holders = [...Roles, ...(each.Principal?.Service ?? []), ...(each.Principal?.AWS ?? [])];
        const sourceArn = sourceArnOf(each.Condition);
        return holders.flatMap((principal) =>
          each.Action.flatMap((action) =>
            each.Resource.map((resource) => ({
              ...{ principal, action, resource },
              ...(sourceArn !== undefined && { sourceArn }),
              text: `${principal} ${action} ${resource}${sourceArn === undefined ? '' : ` for ${sourceArn}`}`,
            })),
          ),
        );
      });
    });
}

/** Whether the call needed just this. */
export function isUsedBy({ principal, action, resource, sourceArn }: Grant, call: Call): boolean {
  return (
    (call.principal === principal || call.principal.endsWith(`:role/${principal}`)) &&
    matchesAction(action, call.action) &&
    matches(resource, call.resource) &&
    (sourceArn === undefined || call.sourceArn === sourceArn)
  );
}
