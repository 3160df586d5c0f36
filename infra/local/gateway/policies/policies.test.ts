import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resource } from '../../assembly/resource.ts';
import type { Deployment, Principal } from '../../services/service.ts';
import { collectPolicies } from './collect.ts';
import { conditionsHold } from './conditions.ts';
import { decide as decision } from './evaluate.ts';
import type { Policies } from './evaluate.ts';
import { policyKinds } from './kinds.ts';
import { matches, matchesArn } from './pattern.ts';
import { policyDocument } from './statement.ts';

const deployment: Deployment = {
  region: 'us-east-1',
  account: '000000000000',
  partition: 'aws',
  addresses: { aws: '', graphql: '', web: '', signIn: '' },
};
const roleArn = 'arn:aws:iam::000000000000:role/Worker';
const worker: Principal = { kind: 'role', arn: roleArn };
const events: Principal = { kind: 'service', arn: 'events.amazonaws.com' };
const anybody: Principal = { kind: 'anonymous', arn: '*' };
const root: Principal = { kind: 'root', arn: 'arn:aws:iam::000000000000:root' };

const decide = (...input: Parameters<typeof decision>) => decision(...input).effect;
const parse = (...statements: Record<string, unknown>[]) => policyDocument.parse({ Statement: statements });
const policies = (own: Record<string, unknown>[], ofResources: Record<string, unknown>[] = []): Policies => ({
  identity: new Map([[roleArn, parse(...own)]]),
  resource: parse(...ofResources),
});
const get = (resource = 'arn:aws:s3:::photos/a', context = {}) => ({ action: 's3:GetObject', resource, context });

const allowGet = { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::photos/*' };
const denyAll = { Effect: 'Deny', Action: '*', Resource: '*' };
const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };

describe('decide', () => {
  it('allows what a role’s policy names and nothing else', () => {
    const own = policies([allowGet]);
    expect(decide(own, worker, get())).toBe('allow');
    expect(decide(own, worker, get('arn:aws:s3:::other/a'))).toBe('none');
    expect(decide(own, worker, { ...get(), action: 's3:PutObject' })).toBe('none');
    expect(decide(own, { kind: 'role', arn: `${roleArn}2` }, get())).toBe('none');
  });

  it('compares actions without regard to case, and resources with it', () => {
    expect(decide(policies([allowGet]), worker, { ...get(), action: 'S3:getobject' })).toBe('allow');
    expect(decide(policies([allowGet]), worker, get('arn:aws:s3:::Photos/a'))).toBe('none');
  });

  it('lets an explicit deny win, for the root too', () => {
    expect(decide(policies([allowGet, denyAll]), worker, get())).toBe('deny');
    const closed = policies([allowGet], [{ ...denyAll, Principal: '*' }]);
    expect(decide(closed, worker, get())).toBe('deny');
    expect(decide(closed, root, get())).toBe('deny');
    expect(decide(policies([]), root, get())).toBe('allow');
  });

  it('lets a resource policy allow what the role’s does not', () => {
    expect(decide(policies([], [{ ...allowGet, Principal: { AWS: roleArn } }]), worker, get())).toBe('allow');
    expect(decide(policies([], [{ ...allowGet, Principal: { AWS: [root.arn] } }]), worker, get())).toBe('none');
    expect(decide(policies([], [{ ...allowGet, Principal: '*' }]), anybody, get())).toBe('allow');
  });

  it('lets a service in only by name, for the resource it acts for', () => {
    const rule = 'arn:aws:events:us-east-1:000000000000:rule/arrived';
    const Condition = { ArnEquals: { 'aws:SourceArn': rule } };
    const queue = policies([], [{ ...allowGet, Principal: { Service: events.arn }, Condition }]);
    expect(decide(queue, events, get(undefined, { 'aws:SourceArn': rule }))).toBe('allow');
    expect(decide(queue, events, get(undefined, { 'aws:SourceArn': `${rule}2` }))).toBe('none');
    expect(decide(queue, events, get())).toBe('none');
    expect(decide(queue, { kind: 'service', arn: 'sns.amazonaws.com' }, get())).toBe('none');
    expect(decide(queue, worker, get(undefined, { 'aws:SourceArn': rule }))).toBe('none');
  });

  it('never allows more with one statement less that allows, or one more that denies', () => {
    const pattern = fc.constantFrom('*', 's3:*', 's3:Get*', 's3:PutObject', 'arn:aws:s3:::photos/*', 'arn:*');
    const statement = fc.record({ Effect: fc.constantFrom('Allow', 'Deny'), Action: pattern, Resource: pattern });
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 6 }), fc.nat(5), (statements, index) => {
        const all = decide(policies(statements), worker, get());
        const fewer = statements.filter(({ Effect }, at) => Effect === 'Deny' || at !== index);
        if (all !== 'allow') expect(decide(policies(fewer), worker, get())).not.toBe('allow');
        expect(decide(policies([...statements, denyAll]), worker, get())).toBe('deny');
      }),
    );
  });
});

describe('any policies', () => {
  const actions = ['s3:GetObject', 's3:PutObject', 'sqs:SendMessage'];
  const resources = ['arn:aws:s3:::photos/a', 'arn:aws:s3:::photos/b', 'arn:aws:sqs:us-east-1:000000000000:q'];
  /** Of literal names, so that what it applies to can be told without patterns. */
  const literal = fc.record({
    Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    Action: fc.subarray(actions, { minLength: 1 }),
    Resource: fc.subarray(resources, { minLength: 1 }),
    secure: fc.constantFrom('true', 'false', undefined),
  });
  type Literal = typeof literal extends fc.Arbitrary<infer Value> ? Value : never;
  const written = (all: Literal[]) =>
    all.map(({ secure, ...statement }) => ({
      ...statement,
      ...(secure !== undefined && { Condition: { Bool: { 'aws:SecureTransport': secure } } }),
    }));
  const asked = fc.record({
    action: fc.constantFrom(...actions),
    resource: fc.constantFrom(...resources),
    secure: fc.boolean(),
  });

  it('decide as IAM says: one deny that applies denies, else one allow allows, else nothing does', () => {
    fc.assert(
      fc.property(
        fc.array(literal, { maxLength: 8 }),
        fc.array(literal, { maxLength: 4 }),
        asked,
        (own, others, ask) => {
          const context = { 'aws:SecureTransport': String(ask.secure) };
          const applying = [...own, ...others].filter(
            ({ Action, Resource, secure }) =>
              Action.includes(ask.action) &&
              Resource.includes(ask.resource) &&
              (secure === undefined || secure === String(ask.secure)),
          );
          const effects = applying.map(({ Effect }) => Effect);
          const expected = effects.includes('Deny') ? 'deny' : effects.includes('Allow') ? 'allow' : 'none';
          const ofResource = written(others).map((statement) => ({ ...statement, Principal: { AWS: roleArn } }));
          const access = { action: ask.action, resource: ask.resource, context };
          expect(decide(policies(written(own), ofResource), worker, access)).toBe(expected);
          // Neither the order nor the letters of an action matter.
          const shouted = { ...access, action: ask.action.toUpperCase() };
          expect(decide(policies(written(own.toReversed()), ofResource.toReversed()), worker, shouted)).toBe(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('say nothing to another role', () => {
    fc.assert(
      fc.property(fc.array(literal, { maxLength: 5 }), asked, (own, { action, resource }) => {
        const other: Principal = { kind: 'role', arn: `${roleArn}2` };
        expect(decide(policies(written(own)), other, { action, resource, context: {} })).toBe('none');
      }),
    );
  });
});

describe('patterns', () => {
  it('match what they were made from, with any part replaced by a wildcard', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (before, middle, after) => {
        const text = before + middle + after;
        expect(matches(text.replace(/[*?]/g, '?'), text)).toBe(true);
        expect(matches(`${before.replace(/[*?]/g, '?')}*${after.replace(/[*?]/g, '?')}`, text)).toBe(true);
      }),
    );
  });

  it('take every other character literally', () => {
    const literal = fc.string().filter((text) => !/[*?]/.test(text));
    fc.assert(fc.property(literal, literal, (a, b) => matches(a, b) === (a === b)));
  });

  it('compare ARNs part by part', () => {
    expect(matchesArn('arn:aws:s3:::photos/*', 'arn:aws:s3:::photos/a:b')).toBe(true);
    expect(matchesArn('arn:aws:*:photos', 'arn:aws:s3:::photos')).toBe(false);
    expect(matchesArn('arn:*:events:*:*:rule/a?', 'arn:aws:events:us-east-1:000000000000:rule/a1')).toBe(true);
  });
});

describe('conditionsHold', () => {
  const context = { 'aws:SourceIp': '10.1.2.3', 's3:signatureAge': '5000', 'aws:SecureTransport': 'true' };

  it.each([
    [true, { Bool: { 'aws:securetransport': ['true'] } }],
    [false, { Bool: { 'aws:SecureTransport': ['false'] } }],
    [true, { Null: { 'aws:SourceArn': ['true'] } }],
    [false, { Null: { 'aws:SourceIp': ['true'] } }],
    [false, { StringEquals: { 'aws:SourceArn': ['x'] } }],
    [true, { StringNotEquals: { 'aws:SourceArn': ['x'] } }],
    [true, { StringEqualsIfExists: { 'aws:SourceArn': ['x'] } }],
    [true, { StringLike: { 'aws:SourceIp': ['192.*', '10.*'] } }],
    [false, { StringNotLike: { 'aws:SourceIp': ['192.*', '10.*'] } }],
    [true, { NumericLessThan: { 's3:signatureAge': ['6000'] } }],
    [false, { NumericGreaterThanEquals: { 's3:signatureAge': ['6000'] } }],
    [true, { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } }],
    [true, { IpAddress: { 'aws:SourceIp': ['10.1.2.3'] } }],
    [false, { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } }],
    [false, { Bool: { 'aws:SecureTransport': ['true'] }, IpAddress: { 'aws:SourceIp': ['::/0'] } }],
  ])('%s for %j', (expected, conditions) => {
    expect(conditionsHold(conditions, context)).toBe(expected);
  });
});

describe('collectPolicies', () => {
  const identify = (resources: Record<string, { type: string; properties: Record<string, unknown> }>): Resource[] =>
    Object.entries(resources).map(([logicalId, resource]) => {
      const kind = policyKinds.find(({ type }) => type === resource.type);
      const identity = kind?.identify({ logicalId, deployment, properties: resource.properties });
      return { logicalId, ...resource, ref: identity?.ref ?? logicalId, attributes: identity?.attributes ?? {} };
    });
  const role = (properties: Record<string, unknown> = {}) => ({
    type: 'AWS::IAM::Role',
    properties: { AssumeRolePolicyDocument: { Statement: trust }, ...properties },
  });

  it('joins what is inline, attached, managed and trusted', () => {
    const resources = identify({
      Worker: role({
        Policies: [{ PolicyName: 'inline', PolicyDocument: { Statement: allowGet } }],
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
      }),
      Attached: {
        type: 'AWS::IAM::Policy',
        properties: { Roles: ['Worker'], PolicyDocument: { Statement: { ...allowGet, Action: 's3:PutObject' } } },
      },
      Invoke: {
        type: 'AWS::Lambda::Permission',
        properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: 'f',
          Principal: events.arn,
          SourceArn: 'a:b:c:d:e:f',
        },
      },
    });
    const collected = collectPolicies(resources, deployment);
    const allowed = (principal: Principal, action: string, resource: string, context = {}) =>
      decide(collected, principal, { action, resource, context }) === 'allow';
    expect(allowed(worker, 's3:GetObject', 'arn:aws:s3:::photos/a')).toBe(true);
    expect(allowed(worker, 's3:PutObject', 'arn:aws:s3:::photos/a')).toBe(true);
    expect(allowed(worker, 'logs:PutLogEvents', 'arn:aws:logs:::x')).toBe(true);
    expect(allowed({ kind: 'service', arn: 'lambda.amazonaws.com' }, 'sts:AssumeRole', roleArn)).toBe(true);
    expect(allowed({ kind: 'service', arn: 'appsync.amazonaws.com' }, 'sts:AssumeRole', roleArn)).toBe(false);
    const f = 'arn:aws:lambda:us-east-1:000000000000:function:f';
    expect(allowed(events, 'lambda:InvokeFunction', f, { 'aws:SourceArn': 'a:b:c:d:e:f' })).toBe(true);
    expect(allowed(events, 'lambda:InvokeFunction', f, { 'aws:SourceArn': 'a:b:c:d:e:g' })).toBe(false);
  });

  it.each([
    [
      'a managed policy it does not know',
      { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
      'AdministratorAccess',
    ],
    ['NotAction', { Policies: [inline({ NotAction: 's3:*', Resource: '*' })] }, 'NotAction'],
    ['an operator', { Policies: [inline({ Action: '*', Condition: { BinaryEquals: { key: 'a' } } })] }, 'BinaryEquals'],
    [
      'a policy variable',
      { Policies: [inline({ Action: '*', Resource: 'arn:aws:s3:::b/${aws:username}' })] },
      'variables',
    ],
    ['a property', { PermissionsBoundary: 'arn:aws:iam::aws:policy/X' }, 'PermissionsBoundary'],
  ])('stops at %s, by name', (_name, properties, word) => {
    expect(() => collectPolicies(identify({ Worker: role(properties) }), deployment)).toThrow(word);
  });

  function inline(statement: Record<string, unknown>) {
    return { PolicyName: 'inline', PolicyDocument: { Statement: { Effect: 'Allow', ...statement } } };
  }
});
