import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { lambda as service } from '../../infra/local/services/lambda/index.ts';
import { functionResource } from '../../infra/local/services/lambda/testing.ts';
import { sqs } from '../../infra/local/services/sqs/index.ts';
import { startFakeCloud, type FakeCloudOptions } from '../../infra/local/testing/fake-cloud.ts';
import { behavioursOf } from './behaviour.ts';
import { documented, here } from './evidence.ts';

const lambda = behavioursOf('Lambda');
const templates = here(documented('CloudFormation template reference, AWS::Lambda'));
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:Jobs';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'conformance-'));
  await mkdir(path.join(dataDir, 'code'));
  await writeFile(path.join(dataDir, 'code', 'index.js'), 'exports.handler = async () => null;');
});
afterAll(() => rm(dataDir, { recursive: true }));

type Resources = NonNullable<FakeCloudOptions['resources']>;

const boot = (resources: Resources, options: Partial<FakeCloudOptions> = {}) =>
  startFakeCloud({
    services: [sqs, service],
    dataDir,
    resources: { Jobs: { Type: 'AWS::SQS::Queue' }, ...resources },
    ...options,
  });
const withFunction = (properties: Record<string, unknown>) => boot({ f: functionResource(properties) });
const withOther = (Type: string, Properties: Record<string, unknown>) =>
  boot({ f: functionResource(), Other: { Type, Properties: { FunctionName: 'f', ...Properties } } });

lambda.refuses(
  'Runtimes other than Node.js, container images, inline code, layers, a VPC, file systems and SnapStart, at boot, by name',
  templates,
  async () => {
    const refused: [Record<string, unknown>, string][] = [
      [{ Runtime: 'python3.13' }, 'only Node.js functions run on this machine'],
      [{ PackageType: 'Image', Code: { ImageUri: 'image' } }, 'ImageUri is not emulated'],
      [{ Code: { ZipFile: 'exports.handler = 1' } }, 'ZipFile is not emulated'],
      [{ Layers: ['arn:aws:lambda:us-east-1:000000000000:layer:l:1'] }, 'Layers is not emulated'],
      [{ VpcConfig: { SubnetIds: [] } }, 'VpcConfig is not emulated'],
      [{ FileSystemConfigs: [] }, 'FileSystemConfigs is not emulated'],
      [{ SnapStart: { ApplyOn: 'PublishedVersions' } }, 'SnapStart is not emulated'],
      [{ DeadLetterConfig: { TargetArn: 'arn:aws:sns:us-east-1:000000000000:t' } }, 'only queues take dead letters'],
    ];
    for (const [properties, words] of refused) await expect(withFunction(properties)).rejects.toThrow(words);
  },
);

lambda.refuses(
  'Event sources other than queues, filters, and destinations of asynchronous invocations, at boot, by name',
  templates,
  async () => {
    const mapping = (properties: object) =>
      withOther('AWS::Lambda::EventSourceMapping', { EventSourceArn: queueArn, ...properties });
    await expect(mapping({ EventSourceArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' })).rejects.toThrow(
      'only queues',
    );
    await expect(mapping({ FilterCriteria: { Filters: [] } })).rejects.toThrow('FilterCriteria is not emulated');
    const DestinationConfig = { OnFailure: { Destination: queueArn } };
    const config = withOther('AWS::Lambda::EventInvokeConfig', { Qualifier: '$LATEST', DestinationConfig });
    await expect(config).rejects.toThrow('DestinationConfig is not emulated');
  },
);

lambda.covers(
  'A role that does not trust lambda.amazonaws.com, or may not receive, delete and look at the queue of a mapping, stops the boot, as it stops a deployment',
  here(documented('Lambda developer guide, Execution role permissions; API reference, CreateEventSourceMapping')),
  async () => {
    const f = functionResource();
    const Mapping = {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: queueArn, FunctionName: 'f' },
    };
    for (const missing of ['sts:AssumeRole', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']) {
      const allows: FakeCloudOptions['allows'] = (_principal, { action }) => action !== missing;
      await expect(boot({ f, Mapping }, { allows })).rejects.toMatchObject({ code: 'AccessDeniedException' });
    }
  },
);
