import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deployment, ResourceKind } from '../services/service.ts';
import { resolveStack } from './stack.ts';
import { templateSchema } from './template.ts';

const deployment: Deployment = {
  region: 'us-east-1',
  account: '000000000000',
  partition: 'aws',
  addresses: { aws: 'http://a', graphql: 'http://g', web: 'http://w', signIn: 'http://s' },
};

/** A kind whose identity shows what its properties had become. */
const thing: ResourceKind = {
  type: 'Test::Thing',
  identify: ({ logicalId, properties }) => ({
    ref: logicalId.toLowerCase(),
    attributes: { Arn: `arn:thing:${logicalId}`, Seen: JSON.stringify(properties) },
  }),
};

function resolved(template: Record<string, unknown>) {
  const parsed = templateSchema.parse({ Resources: {}, ...template });
  return resolveStack({ template: parsed, stackName: 'Photos', deployment, kinds: [thing] });
}

const things = (properties: Record<string, Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(properties).map(([id, Properties]) => [id, { Type: 'Test::Thing', Properties }]));

describe('resolveStack', () => {
  it('gives each resource its properties, reference and attributes, whatever their order', () => {
    const { resources } = resolved({
      Resources: things({ A: { b: { Ref: 'B' }, arn: { 'Fn::GetAtt': ['B', 'Arn'] } }, B: { n: 1 } }),
    });
    expect(resources).toEqual([
      expect.objectContaining({ logicalId: 'A', ref: 'a', properties: { b: 'b', arn: 'arn:thing:B' } }),
      expect.objectContaining({ logicalId: 'B', ref: 'b', properties: { n: 1 } }),
    ]);
  });

  it('speaks to the local addresses without TLS, and to others as written', () => {
    const { resources, outputs } = resolved({
      Resources: things({
        A: { Origins: [{ 'Fn::Join': ['', ['https://', 'w']] }, 'https://aws.example'], url: 'wss://g/x' },
      }),
      Outputs: { WebUrl: { Value: 'https://w/' } },
    });
    expect(resources[0]?.properties).toEqual({ Origins: ['http://w', 'https://aws.example'], url: 'ws://g/x' });
    expect(outputs).toEqual({ WebUrl: 'http://w/' });
  });

  it('knows pseudo parameters, parameters, mappings, conditions and outputs', () => {
    const { resources, outputs } = resolved({
      Parameters: { Stage: { Type: 'String', Default: 'dev' }, Zones: { Type: 'CommaDelimitedList', Default: 'a,b' } },
      Mappings: { Limits: { dev: { daily: 10 } } },
      Conditions: {
        IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
        IsProd: { 'Fn::Not': [{ Condition: 'IsDev' }] },
      },
      Resources: {
        ...things({
          A: {
            where: { 'Fn::Sub': '${AWS::Partition}:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}' },
            limit: { 'Fn::FindInMap': ['Limits', { Ref: 'Stage' }, 'daily'] },
            zone: { 'Fn::Select': [1, { Ref: 'Zones' }] },
            onlyProd: { 'Fn::If': ['IsProd', 'x', { Ref: 'AWS::NoValue' }] },
          },
        }),
        Prod: { Type: 'Test::Thing', Condition: 'IsProd' },
      },
      Outputs: { Url: { Value: { Ref: 'A' } }, ProdUrl: { Condition: 'IsProd', Value: { Ref: 'Prod' } } },
    });
    expect(resources).toHaveLength(1);
    expect(resources[0]?.properties).toEqual({ where: 'aws:us-east-1:000000000000:Photos', limit: 10, zone: 'b' });
    expect(outputs).toEqual({ Url: 'a' });
  });

  it.each([
    ['an unknown type', { X: { Type: 'AWS::EC2::VPC' } }, 'X is of type AWS::EC2::VPC'],
    [
      'an unknown attribute',
      things({ A: { v: { 'Fn::GetAtt': ['B', 'Endpoint'] } }, B: {} }),
      /Endpoint.*in resource A/,
    ],
    ['a reference to nothing', things({ A: { v: { Ref: 'Ghost' } } }), 'no resource Ghost'],
    [
      'a circle',
      things({ A: { v: { Ref: 'B' } }, B: { v: { Ref: 'C' } }, C: { v: { Ref: 'A' } } }),
      'A -> B -> C -> A',
    ],
    [
      'a circle of dependencies',
      { A: { Type: 'Test::Thing', DependsOn: 'B' }, B: { Type: 'Test::Thing', DependsOn: ['A'] } },
      'A -> B -> A',
    ],
    ['a dependency on nothing', { A: { Type: 'Test::Thing', DependsOn: ['Ghost'] } }, 'no resource Ghost'],
    ['an unknown function', things({ A: { v: { 'Fn::GetAZs': '' } } }), /Fn::GetAZs.*in resource A/],
  ])('stops at %s, by name', (_name, Resources, message) => {
    expect(() => resolved({ Resources })).toThrow(message);
  });

  it('stops at a circle of conditions, and ignores a dependency whose condition is false', () => {
    const Conditions = {
      No: { 'Fn::Equals': ['a', 'b'] },
      A: { Condition: 'B' },
      B: { 'Fn::Not': [{ Condition: 'A' }] },
    };
    const Type = 'Test::Thing';
    const given = { Conditions, Resources: { X: { Type, DependsOn: 'Y' }, Y: { Type, Condition: 'No' } } };
    expect(resolved(given).resources.map(({ logicalId }) => logicalId)).toEqual(['X']);
    const circular = { Conditions, Resources: { X: { Type, Condition: 'A' } } };
    expect(() => resolved(circular)).toThrow('condition A -> condition B -> condition A');
  });

  it('does not read parameters from SSM', () => {
    const Parameters = { Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk/version' } };
    expect(resolved({ Parameters }).resources).toEqual([]);
    expect(() => resolved({ Parameters, Resources: things({ A: { v: { Ref: 'Version' } } }) })).toThrow('SSM');
  });

  it('resolves every acyclic graph of references', () => {
    const graph = fc
      .integer({ min: 1, max: 12 })
      .chain((size) =>
        fc.tuple(
          fc.constant(size),
          fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 30 }),
          fc.shuffledSubarray([...Array(size).keys()], { minLength: size }),
        ),
      );
    fc.assert(
      fc.property(graph, ([size, edges, order]) => {
        const properties = new Map<string, Record<string, unknown>>(order.map((node) => [`N${String(node)}`, {}]));
        const acyclic = edges.filter(([from, to]) => from < to);
        for (const [from, to] of acyclic) {
          const node = properties.get(`N${String(from)}`);
          if (node) node[`to${String(to)}`] = { 'Fn::GetAtt': [`N${String(to)}`, 'Arn'] };
        }
        const { resources } = resolved({ Resources: things(Object.fromEntries(properties)) });
        expect(resources).toHaveLength(size);
        for (const [from, to] of acyclic) {
          const node = resources.find(({ logicalId }) => logicalId === `N${String(from)}`);
          expect(node?.properties[`to${String(to)}`]).toBe(`arn:thing:N${String(to)}`);
        }
      }),
      { numRuns: 50 },
    );
  });
});
