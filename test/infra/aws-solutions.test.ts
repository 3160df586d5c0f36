import { App, Aws, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { IConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { grant } from '../../infra/constructs/permissions.ts';
import { ImageAnalyzerStack } from '../../infra/stack.ts';
import { configured, installations } from './template.ts';

const texts = z.union([z.string(), z.array(z.unknown())]).transform((value) => [value].flat());
const statement = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: texts,
  Resource: z.unknown().transform((value) => [value].flat().filter((each) => each !== undefined)),
  Principal: z.unknown().optional(),
});
const acknowledged = z.record(z.string(), z.string());
const template = z.object({
  Resources: z.record(z.string(), z.looseObject({ Properties: z.record(z.string(), z.unknown()).default({}) })),
});

/** Every object and text in a value, itself included. */
function parts(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  return [value, ...Object.values(value).flatMap(parts)];
}

/** cdk-nag's names for what is broader than it could be: patterns in statements, and policies that AWS keeps. */
function broadIn(properties: Record<string, unknown>): string[] {
  const statements = parts(properties).flatMap((part) => statement.safeParse(part).data ?? []);
  const managed = z.array(z.unknown()).default([]).parse(properties['ManagedPolicyArns']);
  const name = (kind: string) => (each: unknown) => `${kind}::${flattenCfnReference(each)}`;
  const patterns = statements.flatMap(({ Action, Resource }) => [
    ...Action.map(name('Action')),
    ...Resource.map(name('Resource')),
  ]);
  return [
    ...patterns.filter((pattern) => pattern.includes('*')).map((pattern) => `AwsSolutions-IAM5[${pattern}]`),
    ...managed.map(name('Policy')).map((policy) => `AwsSolutions-IAM4[${policy}]`),
  ];
}

/** What was acknowledged on a construct or around it, by cdk-nag's names, with the reasons. */
function reasonsOf(construct: IConstruct): Map<string, string> {
  const around = construct.node.scopes.flatMap(({ node }) => node.metadata);
  const reasons = around
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(acknowledged.parse(data)));
  return new Map(reasons.map(([id, reason]) => [id.replace(/^annotation::/i, ''), reason]));
}

/** What is broad without a reason, each with the resource whose policy holds it. */
function unexplained(stack: Stack, app: App): string[] {
  const { Resources } = template.parse(app.synth().getStackByName(stack.stackName).template);
  const constructs = stack.node.findAll().filter((each) => CfnResource.isCfnResource(each));
  return constructs.flatMap((construct) => {
    const properties = Resources[z.string().parse(stack.resolve(construct.logicalId))]?.Properties ?? {};
    const reasons = reasonsOf(construct);
    return broadIn(properties).flatMap((name) => (reasons.has(name) ? [] : [`${construct.node.path}: ${name}`]));
  });
}

/** What cdk-nag's AwsSolutions pack says, each finding with its place. */
function findings(app: App): string[] {
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName, description, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${constructPath}: ${ruleName}: ${description}`),
  );
}

describe.each(Object.entries(installations))('the stack %s', (_name, context) => {
  const app = new App();
  const stack = new ImageAnalyzerStack(app, configured(context));

  it('has no finding of AwsSolutions that was not mended or answered', () => {
    app.synth();
    expect(findings(app)).toEqual([]);
  });

  it('has a reason for each wildcard of each policy, and for each policy that AWS keeps', () => {
    expect(unexplained(stack, app)).toEqual([]);
  });

  it('opens nothing to everybody', () => {
    const { Resources } = template.parse(app.synth().getStackByName(stack.stackName).template);
    const open = parts(Resources)
      .flatMap((part) => statement.safeParse(part).data ?? [])
      .filter(({ Effect, Principal }) => Effect === 'Allow' && parts(Principal).includes('*'));
    expect(open).toEqual([]);
  });

  it('answers in sentences', () => {
    const reasons = stack.node.findAll().flatMap((construct) => [...reasonsOf(construct).values()]);
    expect(reasons.length).toBeGreaterThan(20);
    for (const reason of reasons) expect(reason).toMatch(/^\p{Lu}.{20,}\.$/u);
  });
});

describe('the checks notice', () => {
  const build = () => {
    const app = new App();
    const stack = new Stack(app, 'Careless');
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    return { app, stack, role };
  };

  it('a wildcard without a reason, and not one with a reason', () => {
    const { app, stack, role } = build();
    const resources = [`arn:aws:s3:::${Aws.ACCOUNT_ID}/*`];
    grant(role, [{ actions: ['s3:GetObject'], resources, because: 'Nobody knows the names of objects before.' }]);
    expect(unexplained(stack, app)).toEqual([]);

    const careless = build();
    grant(careless.role, [{ actions: ['s3:Get*'], resources }]);
    expect(unexplained(careless.stack, careless.app)).toEqual([
      'Careless/Role/DefaultPolicy/Resource: AwsSolutions-IAM5[Action::s3:Get*]',
      'Careless/Role/DefaultPolicy/Resource: AwsSolutions-IAM5[Resource::arn:aws:s3:::<AWS::AccountId>/*]',
    ]);
  });

  it('a wildcard in the policy of a bucket', () => {
    const { app, stack } = build();
    new Bucket(stack, 'Bucket', { enforceSSL: true });
    expect(unexplained(stack, app)).toContain('Careless/Bucket/Policy/Resource: AwsSolutions-IAM5[Action::s3:*]');
  });

  it('a bucket that AwsSolutions minds', () => {
    const { app, stack } = build();
    new Bucket(stack, 'Bucket');
    app.synth();
    expect(findings(app).join('\n')).toContain('Careless/Bucket/Resource: AwsSolutions-S1');
  });
});
