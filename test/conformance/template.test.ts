import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { bootLocalCloud } from '../../infra/local/boot.ts';
import { sqs } from '../../infra/local/services/sqs/index.ts';
import { behavioursOf } from './behaviour.ts';
import { documented, here, type Evidence } from './evidence.ts';

const cloudFormation = behavioursOf('CloudFormation');
const reference = (of: string): Evidence => here(documented(`CloudFormation template reference, ${of}`));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'conformance-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Boots a template in an assembly of its own; gives its outputs and stops. */
async function boot(template: object, artifacts: object = {}): Promise<Record<string, string>> {
  const assemblyDir = path.join(folder, 'assembly');
  await mkdir(assemblyDir, { recursive: true });
  const write = (name: string, content: unknown) => writeFile(path.join(assemblyDir, name), JSON.stringify(content));
  const properties = { templateFile: 'Photos.template.json' };
  const stack = { type: 'aws:cloudformation:stack', environment: 'aws://123456789012/eu-west-1', properties };
  await write('manifest.json', { artifacts: { Photos: stack, ...artifacts } });
  await write('Photos.template.json', template);
  const ports = { web: 0, graphql: 0, aws: 0, signIn: 0 };
  const dataDir = await mkdtemp(path.join(folder, 'data-'));
  const cloud = await bootLocalCloud({ assemblyDir, dataDir, ports, services: [sqs] });
  await cloud.stop();
  return cloud.outputs;
}

const Type = 'AWS::SQS::Queue';
const queue = { Type };
/** What a template gives for these values, as outputs. */
const outputsOf = (values: Record<string, unknown>, template: object = {}) =>
  boot({
    Resources: { Jobs: queue },
    ...template,
    Outputs: Object.fromEntries(Object.entries(values).map(([name, Value]) => [name, { Value }])),
  });

cloudFormation.covers(
  'Ref and Fn::GetAtt give what the reference says of each resource type, Fn::GetAtt as a list or with a dot',
  reference('Ref; Fn::GetAtt; return values of AWS::SQS::Queue'),
  async () => {
    const outputs = await outputsOf({
      Url: { Ref: 'Jobs' },
      Arn: { 'Fn::GetAtt': ['Jobs', 'Arn'] },
      Name: { 'Fn::GetAtt': 'Jobs.QueueName' },
    });
    expect(outputs).toMatchObject({ Arn: 'arn:aws:sqs:eu-west-1:123456789012:Jobs', Name: 'Jobs' });
    expect(outputs['Url']).toMatch(/\/123456789012\/Jobs$/);
  },
);

cloudFormation.covers(
  'Fn::Join, Fn::Split, Fn::Select, Fn::Base64 and Fn::Sub (names, attributes, variables of its own, ${!Literal}) give text, nested in any way',
  reference('intrinsic functions'),
  async () => {
    const outputs = await outputsOf({
      Join: { 'Fn::Join': ['-', ['a', { 'Fn::GetAtt': ['Jobs', 'QueueName'] }, 3]] },
      Select: { 'Fn::Select': ['1', { 'Fn::Split': ['|', 'x|y|z'] }] },
      Base64: { 'Fn::Base64': { 'Fn::Join': ['', ['pho', 'to']] } },
      Sub: { 'Fn::Sub': ['${Jobs.QueueName}/${V}/${AWS::Region}/${!Literal}', { V: { 'Fn::Select': [0, ['v']] } }] },
    });
    expect(outputs).toMatchObject({
      Join: 'a-Jobs-3',
      Select: 'y',
      Base64: 'cGhvdG8=',
      Sub: 'Jobs/v/eu-west-1/${Literal}',
    });
  },
);

cloudFormation.covers(
  'Conditions of Fn::Equals, Fn::And, Fn::Or, Fn::Not and each other decide Fn::If, resources and outputs; parameters have their defaults, Fn::FindInMap reads mappings, AWS::NoValue drops a property',
  reference('Conditions; Parameters; Mappings'),
  async () => {
    const outputs = await boot({
      Parameters: { Stage: { Type: 'String', Default: 'dev' }, Zones: { Type: 'CommaDelimitedList', Default: 'a,b' } },
      Mappings: { Delay: { dev: { seconds: '7' } } },
      Conditions: {
        IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
        IsProd: { 'Fn::Not': [{ Condition: 'IsDev' }] },
        Both: { 'Fn::And': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] },
        Either: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'IsDev' }] },
      },
      Resources: {
        Dev: {
          Type,
          Condition: 'Either',
          Properties: { QueueName: { 'Fn::If': ['IsProd', 'live', { Ref: 'AWS::NoValue' }] } },
        },
        Prod: { Type, Condition: 'Both', DependsOn: 'Dev' },
      },
      Outputs: {
        Name: { Value: { 'Fn::GetAtt': ['Dev', 'QueueName'] } },
        Delay: { Value: { 'Fn::FindInMap': ['Delay', { Ref: 'Stage' }, 'seconds'] } },
        Zone: { Value: { 'Fn::Select': [1, { Ref: 'Zones' }] } },
        Prod: { Condition: 'Both', Value: { Ref: 'Prod' } },
      },
    });
    expect(outputs).toMatchObject({ Name: 'Dev', Delay: '7', Zone: 'b' });
    expect(outputs).not.toHaveProperty('Prod');
  },
);

cloudFormation.covers(
  'The pseudo parameters AWS::Region, AccountId, Partition, URLSuffix, StackName, StackId and NoValue have their values',
  reference('pseudo parameters'),
  async () => {
    const names = ['Region', 'AccountId', 'Partition', 'URLSuffix', 'StackName', 'StackId'];
    const outputs = await outputsOf(Object.fromEntries(names.map((name) => [name, { Ref: `AWS::${name}` }])));
    expect(outputs).toMatchObject({
      Region: 'eu-west-1',
      AccountId: '123456789012',
      Partition: 'aws',
      URLSuffix: 'amazonaws.com',
      StackName: 'Photos',
      StackId: expect.stringMatching(
        /^arn:aws:cloudformation:eu-west-1:123456789012:stack\/Photos\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      ) as string,
    });
  },
);

cloudFormation.covers(
  'A reference to nothing, an attribute that a type does not have, and a circle of resources (through references or DependsOn) or of conditions stop the boot, with the names on the way',
  reference('Ref; DependsOn; Conditions'),
  async () => {
    const named = (QueueName: unknown, more = {}) => ({ Type, Properties: { QueueName }, ...more });
    const refused: [object, string][] = [
      [{ A: named({ Ref: 'Ghost' }) }, 'no resource Ghost, in resource A (AWS::SQS::Queue)'],
      [{ A: named({ 'Fn::GetAtt': ['B', 'Color'] }), B: queue }, 'B (AWS::SQS::Queue) has no attribute Color'],
      [{ A: named({ Ref: 'B' }), B: named({ Ref: 'A' }) }, 'A -> B -> A'],
      [{ A: named({ Ref: 'B' }), B: { Type, DependsOn: 'A' } }, 'A -> B -> A'],
      [{ A: { Type, Condition: 'X' } }, 'condition X -> condition Y -> condition X'],
    ];
    const Conditions = { X: { Condition: 'Y' }, Y: { Condition: 'X' } };
    for (const [Resources, words] of refused) await expect(boot({ Conditions, Resources })).rejects.toThrow(words);
  },
);

cloudFormation.covers(
  'AWS::CDK::Metadata, AWS::Logs::LogGroup, AWS::CloudWatch::Alarm, AWS::CloudWatch::Dashboard and AWS::Lambda::LayerVersion have no effect on one machine; what refers to them finds a name or an ARN',
  reference('return values of these types'),
  async () => {
    const inert = {
      Metadata: 'AWS::CDK::Metadata',
      Log: 'AWS::Logs::LogGroup',
      Alarm: 'AWS::CloudWatch::Alarm',
      Board: 'AWS::CloudWatch::Dashboard',
      Layer: 'AWS::Lambda::LayerVersion',
    };
    const outputs = await boot({
      Resources: Object.fromEntries(Object.entries(inert).map(([id, type]) => [id, { Type: type }])),
      Outputs: { Name: { Value: { Ref: 'Log' } }, Arn: { Value: { 'Fn::GetAtt': ['Alarm', 'Arn'] } } },
    });
    expect(outputs).toMatchObject({ Name: 'Log', Arn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:Alarm' });
  },
);

cloudFormation.refuses(
  'A resource of a type that does not run here, and properties that its service does not know, at boot, by name',
  reference('AWS resource and property types'),
  async () => {
    await expect(boot({ Resources: { Network: { Type: 'AWS::EC2::VPC' } } })).rejects.toThrow(
      'Network is of type AWS::EC2::VPC, which does not run on this machine',
    );
    await expect(boot({ Resources: { Jobs: { Type, Properties: { Color: 'red' } } } })).rejects.toThrow(
      'AWS::SQS::Queue Jobs: Color is not emulated',
    );
  },
);

cloudFormation.refuses(
  'Every other intrinsic function (Fn::ImportValue, Fn::GetAZs, Fn::Cidr, Fn::Transform, …), macros, parameters that are read from SSM or have no default, at boot, by name',
  reference('intrinsic functions; Transform; SSM parameter types'),
  async () => {
    for (const name of [
      'Fn::ImportValue',
      'Fn::GetAZs',
      'Fn::Cidr',
      'Fn::Transform',
      'Fn::ToJsonString',
      'Fn::Length',
    ]) {
      await expect(outputsOf({ Value: { [name]: 'x' } })).rejects.toThrow(name);
    }
    await expect(boot({ Resources: {}, Transform: 'AWS::Serverless-2016-10-31' })).rejects.toThrow('macros');
    const Parameters = {
      Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/v' },
      Open: { Type: 'String' },
    };
    await expect(outputsOf({ V: { Ref: 'Version' } }, { Parameters })).rejects.toThrow('Version is read from SSM');
    await expect(outputsOf({ V: { Ref: 'Open' } }, { Parameters })).rejects.toThrow('Open has no default');
  },
);

cloudFormation.refuses(
  'Assemblies with several stacks, with nested assemblies or with container images, at boot, by name',
  here(documented('AWS CDK developer guide, The cloud assembly')),
  async () => {
    const other = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: 'Photos.template.json' },
    };
    await expect(boot({ Resources: {} }, { Other: other })).rejects.toThrow('2 stacks');
    await expect(boot({ Resources: {} }, { Stage: { type: 'cdk:cloud-assembly' } })).rejects.toThrow(
      'nested assembly Stage',
    );
    await mkdir(path.join(folder, 'assembly'), { recursive: true });
    const manifest = { version: '1', files: {}, dockerImages: { detector: { source: {}, destinations: {} } } };
    await writeFile(path.join(folder, 'assembly', 'Photos.assets.json'), JSON.stringify(manifest));
    const assets = { type: 'cdk:asset-manifest', properties: { file: 'Photos.assets.json' } };
    await expect(boot({ Resources: {} }, { Assets: assets })).rejects.toThrow('container images do not run');
  },
);
