import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Resource } from '../assembly/resource.ts';
import { SteerableClock } from '../clock.ts';
import {
  AwsError,
  type AwsEndpoint,
  type AwsRequest,
  type Cloud,
  type Deployment,
  type Permission,
  type Principal,
  type RunningService,
  type Service,
  type Services,
} from '../services/service.ts';
import { openStore } from '../store.ts';
import { endpointServer } from './endpoint-server.ts';

export interface FakeCloudOptions {
  /** The services under test, in registry order. */
  services: Service[];
  /** Resources as a template has them, with the intrinsic functions already resolved. */
  resources?: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  /** What the services under test call of services that are not. */
  fakes?: Partial<Services>;
  /** Policies; everything is allowed by default. */
  allows?: (principal: Principal, permission: Permission) => boolean;
  delivery?: Cloud['delivery'];
  meter?: Cloud['meter'];
  /** A folder of an earlier fake cloud, to start again on its data. */
  dataDir?: string;
  clock?: SteerableClock;
}

/** Services on a clock that a test steers, behind an HTTP server that believes every signature. */
export interface FakeCloud {
  cloud: Cloud;
  clock: SteerableClock;
  dataDir: string;
  /** Configuration for clients of the AWS SDK. */
  client: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  /** Resources by logical id. */
  resource(logicalId: string): Resource;
  endpoint(signingName: string): AwsEndpoint;
  /** What was logged, in order. */
  logged: Parameters<Cloud['log']>[0][];
  /** Every permission that was asked for, in order. */
  asked: { principal: Principal; permission: Permission }[];
  stop(): Promise<void>;
}

export const operator: Principal = { kind: 'root', arn: 'arn:aws:iam::000000000000:root' };

export async function startFakeCloud(options: FakeCloudOptions): Promise<FakeCloud> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'fake-cloud-')));
  const clock = options.clock ?? new SteerableClock();
  const store = await openStore(join(dataDir, 'store'));
  const running: RunningService[] = [];
  const logged: FakeCloud['logged'] = [];
  const asked: FakeCloud['asked'] = [];

  const authorize = (principal: Principal, permission: Permission) => {
    asked.push({ principal, permission });
    if (options.allows && !options.allows(principal, permission)) {
      throw new AwsError('AccessDeniedException', `${principal.arn} may not ${permission.action}`, 403);
    }
  };
  const endpoints = () => running.flatMap((service) => service.endpoint ?? []);
  const server = endpointServer({
    endpoints,
    principal: operator,
    authorize: (endpoint: AwsEndpoint, request: AwsRequest) =>
      endpoint.permissions(request).forEach((permission) => authorize(request.principal, permission)),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const deployment: Deployment = {
    region: 'us-east-1',
    account: '000000000000',
    partition: 'aws',
    addresses: { aws: url, graphql: 'http://127.0.0.1:1', web: 'http://127.0.0.1:2', signIn: 'http://127.0.0.1:3' },
  };
  const offered: Partial<Services> = { ...options.fakes };
  const resources = identify(options, deployment);
  const cloud: Cloud = {
    deployment,
    resources,
    assemblyDir: dataDir,
    dataDir,
    store,
    clock,
    credentialsOf: () => ({ accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'token' }),
    authorize,
    attempt: (_service, _operation, call) => call(),
    authenticate: () => operator,
    assetPath: (_bucket, key) => join(dataDir, key),
    services: strict(offered),
    log: (line) => logged.push(line),
    ...(options.delivery && { delivery: options.delivery }),
    ...(options.meter && { meter: options.meter }),
  };
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    for (const service of running.reverse()) await service.stop();
    await store.close();
  };
  try {
    for (const service of options.services) {
      const started = await service.start(cloud);
      running.push(started);
      Object.assign(offered, started.offers);
    }
    for (const service of running) await service.ready?.();
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    cloud,
    clock,
    dataDir,
    client: { endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' } },
    resource: (logicalId) => found(resources, (each) => each.logicalId === logicalId, logicalId),
    endpoint: (signingName) => found(endpoints(), (each) => each.signingName === signingName, signingName),
    logged,
    asked,
    stop,
  };
}

function identify({ services, resources = {} }: FakeCloudOptions, deployment: Deployment): Resource[] {
  const kinds = services.flatMap((service) => service.kinds);
  return Object.entries(resources).map(([logicalId, { Type: type, Properties: properties = {} }]) => {
    const kind = found(kinds, (each) => each.type === type, type);
    return { logicalId, type, properties, ...kind.identify({ logicalId, properties, deployment }) };
  });
}

function found<Item>(items: readonly Item[], matches: (item: Item) => boolean, name: string): Item {
  const item = items.find(matches);
  if (item === undefined) throw new Error(`this fake cloud has no ${name}`);
  return item;
}

/** Calling a service that the test did not provide is the test's mistake, and says so. */
function strict(offered: Partial<Services>): Services {
  return new Proxy(offered, {
    get: (target, name) => {
      const service: unknown = Reflect.get(target, name);
      if (service === undefined) throw new Error(`this fake cloud has no service ${String(name)}`);
      return service;
    },
  }) as Services;
}
