import * as z from 'zod';
import type { Resource } from '../../assembly/resource.ts';
import type { Deployment } from '../../services/service.ts';
import { readProperties } from '../../services/properties.ts';
import type { Policies } from './evaluate.ts';
import { policyDocument } from './statement.ts';
import type { Statement } from './statement.ts';

const unused = z.unknown().optional();

const inlinePolicy = z.strictObject({ PolicyName: z.string(), PolicyDocument: policyDocument });

const role = z.strictObject({
  AssumeRolePolicyDocument: policyDocument,
  Policies: z.array(inlinePolicy).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
  RoleName: unused,
  Description: unused,
  Path: unused,
  Tags: unused,
  MaxSessionDuration: unused, // sessions do not end here
});

const attachedPolicy = z.strictObject({
  PolicyDocument: policyDocument,
  Roles: z.array(z.string()).default([]),
  PolicyName: unused,
  ManagedPolicyName: unused,
  Description: unused,
  Path: unused,
});

const resourcePolicy = z.object({ PolicyDocument: policyDocument });

const permission = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

/** The policies that AWS itself keeps, as far as stacks here attach them. */
const managedPolicies: Record<string, Statement[]> = {
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': [
    allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], ['*']),
  ],
};

/** Gathers every policy of the stack. Throws, by name, for what is in one of them and not evaluated here. */
export function collectPolicies(resources: readonly Resource[], deployment: Deployment): Policies {
  const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role');
  const identity = new Map<string, Statement[]>();
  const resource: Statement[] = [];
  for (const each of roles) {
    const arn = each.attributes['Arn'] ?? each.ref;
    const { AssumeRolePolicyDocument, Policies, ManagedPolicyArns } = readProperties(role, each);
    const attached = attachedTo(each, resources);
    const managed = ManagedPolicyArns.flatMap((policyArn) => managedPolicy(policyArn, each, resources));
    identity.set(arn, [...Policies.flatMap(({ PolicyDocument }) => PolicyDocument), ...attached, ...managed]);
    resource.push(...AssumeRolePolicyDocument.map((statement) => ({ ...statement, Resource: [arn] })));
  }
  for (const each of resources) resource.push(...ofResource(each, deployment));
  return { identity, resource };
}

/** `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy` name the roles they are for. */
function attachedTo(to: Resource, resources: readonly Resource[]): Statement[] {
  const policies = resources.filter(({ type }) => type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy');
  return policies.flatMap((policy) => {
    const { Roles, PolicyDocument } = readProperties(attachedPolicy, policy);
    return Roles.includes(to.ref) ? PolicyDocument : [];
  });
}

function managedPolicy(arn: string, of: Resource, resources: readonly Resource[]): Statement[] {
  const own = resources.find(({ type, ref }) => type === 'AWS::IAM::ManagedPolicy' && ref === arn);
  if (own) return readProperties(attachedPolicy, own).PolicyDocument;
  const known = managedPolicies[arn];
  if (!known) throw new Error(`${of.logicalId}: the managed policy ${arn} is not known here.`);
  return known;
}

function ofResource(resource: Resource, deployment: Deployment): Statement[] {
  switch (resource.type) {
    case 'AWS::S3::BucketPolicy':
    case 'AWS::SQS::QueuePolicy':
      return readProperties(resourcePolicy, resource).PolicyDocument;
    case 'AWS::Lambda::Permission':
      return [invokePermission(resource, deployment)];
    default:
      return [];
  }
}

function invokePermission(resource: Resource, { region, account, partition }: Deployment): Statement {
  const { Action, FunctionName, Principal, SourceArn, SourceAccount } = readProperties(permission, resource);
  const isService = Principal.endsWith('.amazonaws.com');
  const functionArn = FunctionName.startsWith('arn:')
    ? FunctionName
    : `arn:${partition}:lambda:${region}:${account}:function:${FunctionName}`;
  return {
    ...allow([Action], [functionArn]),
    Principal: isService ? { AWS: [], Service: [Principal] } : { AWS: [Principal], Service: [] },
    Condition: {
      ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': [SourceArn] } }),
      ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': [SourceAccount] } }),
    },
  };
}

function allow(actions: string[], resources: string[]): Statement {
  return { Effect: 'Allow', Action: actions, Resource: resources, Condition: {}, Principal: undefined };
}
