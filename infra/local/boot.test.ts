import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootLocalCloud } from './boot.ts';
import type { BootOptions, LocalCloud } from './boot.ts';
import { forgetData } from './data.ts';
import { PortInUseError } from './ports.ts';
import type { RunningService, Service } from './services/service.ts';

const anyPorts = { web: 0, graphql: 0, aws: 0, signIn: 0 };

describe('bootLocalCloud', () => {
  let folder: string;
  let dataDir: string;
  let steps: string[];
  const booted: LocalCloud[] = [];

  /** A service that says what happens to it. */
  const service = (name: string, running: Partial<RunningService> = {}): Service => ({
    name,
    kinds: [
      {
        type: `Test::${name}`,
        identify: ({ deployment }) => ({ ref: name, attributes: { Host: new URL(deployment.addresses.web).host } }),
      },
    ],
    start: () => {
      steps.push(`start ${name}`);
      return Promise.resolve({
        ready: () => Promise.resolve(void steps.push(`ready ${name}`)),
        stop: () => Promise.resolve(void steps.push(`stop ${name}`)),
        ...running,
      });
    },
  });

  async function assemble(resources: Record<string, unknown>, outputs: Record<string, unknown> = {}) {
    await mkdir(path.join(folder, 'cdk.out'), { recursive: true });
    const write = (name: string, content: unknown) =>
      writeFile(path.join(folder, 'cdk.out', name), JSON.stringify(content));
    const properties = { templateFile: 'S.template.json' };
    const stack = { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties };
    await write('manifest.json', { artifacts: { S: stack } });
    await write('S.template.json', { Resources: resources, Outputs: outputs });
  }

  async function boot(services: Service[], options: Partial<BootOptions> = {}) {
    const cloud = await bootLocalCloud({
      assemblyDir: path.join(folder, 'cdk.out'),
      dataDir,
      ports: anyPorts,
      services,
      ...options,
    });
    booted.push(cloud);
    return cloud;
  }

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'boot-'));
    dataDir = path.join(folder, 'data');
    steps = [];
    await assemble({ One: { Type: 'Test::one' } });
  });
  afterEach(async () => {
    for (const cloud of booted.splice(0)) await cloud.stop();
    await rm(folder, { recursive: true });
  });

  it('starts services in order, then makes them ready, and stops them in reverse, once', async () => {
    const cloud = await boot([service('one', { notes: ['sign in as ada'] }), service('two')]);
    expect(cloud.notes).toEqual(['sign in as ada']);
    expect(steps).toEqual(['start one', 'start two', 'ready one', 'ready two']);
    await Promise.all([cloud.stop(), cloud.stop()]);
    expect(steps.slice(4)).toEqual(['stop two', 'stop one']);
    await expect(fetch(cloud.deployment.addresses.web)).rejects.toThrow();
  });

  it('gives the stack’s outputs, with plain HTTP for what runs here, and the AWS endpoint', async () => {
    await assemble(
      { One: { Type: 'Test::one' } },
      { Url: { Value: { 'Fn::Sub': 'https://${One.Host}/' } }, Docs: { Value: 'https://example.com' } },
    );
    const { outputs, deployment } = await boot([service('one')]);
    const { web, aws } = deployment.addresses;
    expect(outputs).toEqual({ Url: `${web}/`, Docs: 'https://example.com', AwsEndpointUrl: aws });
    expect(deployment).toMatchObject({ region: 'us-east-1', account: '000000000000' });
  });

  it('answers on each address with its service, and 503 where there is none', async () => {
    const web = service('one', { listener: { on: 'web', request: (_incoming, outgoing) => outgoing.end('page') } });
    const { addresses } = (await boot([web])).deployment;
    expect(await (await fetch(addresses.web)).text()).toBe('page');
    expect((await fetch(addresses.graphql)).status).toBe(503);
  });

  it('puts endpoints behind the front door, which knows the operator', async () => {
    const endpoint = {
      signingName: 'sqs',
      permissions: () => [{ action: 'sqs:GetQueueUrl', resource: 'arn:aws:sqs:us-east-1:000000000000:q' }],
      handle: () => Promise.resolve({ status: 200, body: '{"QueueUrl":"here"}' }),
      error: () => ({ status: 400 }),
    };
    const { outputs, credentials, calls } = await boot([service('one', { endpoint })]);
    const client = new SQSClient({ endpoint: outputs['AwsEndpointUrl'] ?? '', region: 'us-east-1', credentials });
    expect(await client.send(new GetQueueUrlCommand({ QueueName: 'q' }))).toMatchObject({ QueueUrl: 'here' });
    expect(calls()).toEqual([expect.objectContaining({ principal: 'arn:aws:iam::000000000000:root', allowed: true })]);
  });

  it('lets services reach each other, and says which one is missing', async () => {
    const deleted: string[] = [];
    const queues = service('one', {
      offers: {
        sqs: {
          deleteMessage: (_queue, receipt) => {
            deleted.push(receipt);
            return Promise.resolve();
          },
          receiveMessages: () => Promise.resolve([]),
          sendMessage: () => Promise.resolve(),
        },
      },
    });
    const caller: Service = {
      ...service('two'),
      start: async ({ services }) => {
        await services.sqs.deleteMessage('queue', 'receipt');
        expect(() => services.appsync).toThrow('appsync');
        return { stop: () => Promise.resolve() };
      },
    };
    await boot([queues, caller]);
    expect(deleted).toEqual(['receipt']);
  });

  it('leaves nothing behind when it fails', async () => {
    const broken: Service = { ...service('two'), start: () => Promise.reject(new Error('no model')) };
    await expect(boot([service('one'), broken])).rejects.toThrow('no model');
    expect(steps).toEqual(['start one', 'stop one']);
    await boot([service('one')]);
  });

  it('stops at a resource type that no service knows, by name', async () => {
    await assemble({ Net: { Type: 'AWS::EC2::VPC' } });
    await expect(boot([service('one')])).rejects.toThrow('Net is of type AWS::EC2::VPC');
  });

  it('knows what has no effect on one machine', async () => {
    await assemble(
      { Log: { Type: 'AWS::Logs::LogGroup' }, One: { Type: 'Test::one' } },
      { Arn: { Value: { 'Fn::GetAtt': ['Log', 'Arn'] } } },
    );
    expect((await boot([service('one')])).outputs).toMatchObject({
      Arn: 'arn:aws:logs:us-east-1:000000000000:log-group:Log:*',
    });
  });

  it('refuses two services that claim one type', async () => {
    await expect(boot([service('one'), service('one')])).rejects.toThrow(
      'Two services claim the resource type Test::one',
    );
  });

  it('names the port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(boot([service('one')], { ports: { ...anyPorts, aws: port } })).rejects.toEqual(
      new PortInUseError(port),
    );
    other.close();
  });

  it('refuses data that another local cloud works on', async () => {
    await boot([service('one')]);
    await expect(boot([service('one')])).rejects.toThrow(`The data in ${dataDir} is in use`);
    await expect(forgetData(dataDir)).rejects.toThrow('in use');
  });

  it('keeps its keys over a restart, until the data is forgotten', async () => {
    const first = await boot([service('one')]);
    await first.stop();
    const second = await boot([service('one')]);
    await second.stop();
    expect(second.credentials).toEqual(first.credentials);
    await forgetData(dataDir);
    expect((await boot([service('one')])).credentials).not.toEqual(first.credentials);
  });

  it('forgets nothing that is not its own', async () => {
    await forgetData(path.join(folder, 'nothing-there'));
    await expect(forgetData(folder)).rejects.toThrow('is not deleted');
  });
});
