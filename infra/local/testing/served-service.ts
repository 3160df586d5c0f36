import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SteerableClock } from '../clock.ts';
import { openStore } from '../store.ts';
import type { Resource } from '../assembly/resource.ts';
import type { Addresses, Cloud, Deployment, RunningService, Service, Services } from '../services/service.ts';

export interface ServedServiceOptions {
  service: Service;
  /** Resources of the stack; those that the service runs get their identity from it. */
  resources: (addresses: Addresses) => Record<string, Partial<Resource> & Pick<Resource, 'type'>>;
  /** What the service calls of other services. */
  fakes?: Partial<Services>;
  assetPath?: Cloud['assetPath'];
  /** Of an earlier run, to start again where it stopped. */
  earlier?: ServedService;
}

/** A service that listens on an address of its own, on a real port and on a clock that a test steers. */
export interface ServedService {
  /** For example `http://127.0.0.1:4003`. */
  address: string;
  addresses: Addresses;
  clock: SteerableClock;
  dataDir: string;
  notes: string[];
  logged: Parameters<Cloud['log']>[0][];
  stop(): Promise<void>;
}

const elsewhere = { aws: 'http://127.0.0.1:2', graphql: 'http://127.0.0.1:3', web: 'http://127.0.0.1:4' };

export async function serve(options: ServedServiceOptions): Promise<ServedService> {
  const server = createServer();
  server.listen(options.earlier ? Number(new URL(options.earlier.address).port) : 0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const addresses = { ...elsewhere, signIn: address, ...(options.service.name === 'web' ? { web: address } : {}) };
  const dataDir = options.earlier?.dataDir ?? (await mkdtemp(join(tmpdir(), 'served-service-')));
  const clock = new SteerableClock();
  const logged: ServedService['logged'] = [];
  const store = await openStore(join(dataDir, 'store'));
  const deployment: Deployment = { region: 'us-east-1', account: '000000000000', partition: 'aws', addresses };
  const cloud: Cloud = {
    deployment,
    resources: identify(options, deployment),
    assemblyDir: dataDir,
    dataDir,
    store,
    clock,
    credentialsOf: unexpected,
    authorize: unexpected,
    attempt: unexpected,
    authenticate: unexpected,
    assetPath: options.assetPath ?? unexpected,
    services: strict(options.fakes ?? {}),
    log: (line) => logged.push(line),
  };
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await store.close();
  };
  const running = await boot(options.service, cloud, server).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    address,
    addresses,
    clock,
    dataDir,
    notes: running.notes ?? [],
    logged,
    async stop() {
      await running.stop();
      await close();
    },
  };
}

async function boot(service: Service, cloud: Cloud, server: Server): Promise<RunningService> {
  const running = await service.start(cloud);
  if (!running.listener) throw new Error(`${service.name} does not listen`);
  server.on('request', running.listener.request);
  await running.ready?.();
  return running;
}

function identify({ service, resources }: ServedServiceOptions, deployment: Deployment): Resource[] {
  return Object.entries(resources(deployment.addresses)).map(([logicalId, given]) => {
    const kind = service.kinds.find(({ type }) => type === given.type);
    const properties = given.properties ?? {};
    const identity = kind?.identify({ logicalId, properties, deployment }) ?? { ref: logicalId, attributes: {} };
    return { logicalId, properties, ...identity, ...given };
  });
}

function unexpected(): never {
  throw new Error('The service under test asked for what this test does not provide.');
}

function strict(fakes: Partial<Services>): Services {
  return new Proxy(fakes, { get: (target, name): unknown => Reflect.get(target, name) ?? unexpected() }) as Services;
}
