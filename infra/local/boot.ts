import { openAssembly } from './assembly/assembly.ts';
import type { Assembly } from './assembly/assembly.ts';
import type { Resource } from './assembly/resource.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { openData } from './data.ts';
import type { FaultRule, Faults } from './gateway/faults.ts';
import { openGateway } from './gateway/gateway.ts';
import type { CallRecord } from './gateway/guard.ts';
import type { OperatorCredentials } from './gateway/key-ring.ts';
import { plainHttp } from './plain-http.ts';
import { openPorts } from './ports.ts';
import type { OpenPorts, Ports } from './ports.ts';
import { serviceDirectory } from './service-directory.ts';
import { resourceKinds, services as allServices } from './services/registry.ts';
import type { Cloud, Deployment, RunningService, Service } from './services/service.ts';

export interface BootOptions {
  /** A synthesized assembly, `cdk.out`. */
  assemblyDir: string;
  /** What outlives a restart; made when it is not there. */
  dataDir: string;
  ports: Ports;
  clock?: Clock;
  /** Makes at-least-once visible: see {@link Cloud.delivery}. */
  delivery?: NonNullable<Cloud['delivery']>;
  /** Hears what each call of a table consumes. */
  meter?: NonNullable<Cloud['meter']>;
  /** Hears what else AWS would bill. */
  usage?: NonNullable<Cloud['usage']>;
  /** Calls to fail on purpose, once everything has started. */
  faults?: FaultRule[];
  /** Default: warnings and errors on stderr. */
  log?: Cloud['log'];
  /** Default: the registry. */
  services?: readonly Service[];
}

export interface LocalCloud {
  deployment: Deployment;
  resources: readonly Resource[];
  /** The stack's outputs and `AwsEndpointUrl`. */
  outputs: Record<string, string>;
  /** Of the operator, who may do everything. */
  credentials: OperatorCredentials;
  /** What a role of the stack signs with. Throws for a role that is not in the stack. */
  credentialsOf: Cloud['credentialsOf'];
  /** Makes calls fail on purpose. */
  faults: Faults;
  /** The permissions that calls needed so far, oldest first. */
  calls: () => readonly CallRecord[];
  /** Lines for whoever uses the stack. */
  notes: string[];
  /** Stops everything; data stays. May be called again. */
  stop: () => Promise<void>;
}

/**
 * Runs a synthesized stack on this machine. Rejects, with nothing left running and words for people, when the assembly
 * holds what cannot run here, a port is taken (PortInUseError) or the data is in use (DataInUseError).
 */
export async function bootLocalCloud(options: BootOptions): Promise<LocalCloud> {
  const undo: (() => Promise<void>)[] = [];
  const stop = once(async () => {
    const failures: unknown[] = [];
    for (const step of undo.reverse()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be stopped.');
  });
  try {
    return { ...(await boot(options, undo)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Each step that needs undoing adds how to `undo`. */
async function boot(options: BootOptions, undo: (() => Promise<void>)[]): Promise<Omit<LocalCloud, 'stop'>> {
  const { assemblyDir, dataDir, clock = systemClock, services = allServices, log = logProblems } = options;
  const assembly = await openAssembly(assemblyDir);
  const store = await openData(dataDir);
  undo.push(() => store.close());
  const ports = await openPorts(options.ports);
  undo.push(() => ports.close());

  const deployment = deploymentOf(assembly, ports);
  const { resources, outputs } = assembly.resolve(deployment, resourceKinds(services));
  const { usage } = options;
  const gateway = await openGateway({ resources, deployment, store, clock, log, ...(usage && { usage }) });
  const attempt: Cloud['attempt'] = (...call) => gateway.faults.attempt(...call);
  const directory = serviceDirectory(attempt);
  const cloud: Cloud = {
    deployment,
    resources,
    assemblyDir,
    dataDir,
    store,
    clock,
    log,
    services: directory.services,
    credentialsOf: gateway.credentialsOf,
    authorize: gateway.authorize,
    attempt,
    authenticate: gateway.authenticate,
    assetPath: await assembly.assetPaths(deployment),
    ...(options.delivery && { delivery: options.delivery }),
    ...(options.meter && { meter: options.meter }),
    ...(usage && { usage }),
  };
  const running: RunningService[] = [];
  for (const service of services) {
    const started = await service.start(cloud);
    undo.push(() => started.stop());
    running.push(started);
    directory.add(started.offers ?? {});
    if (started.endpoint) gateway.register(started.endpoint);
  }
  ports.serve('aws', gateway.listener);
  for (const service of running) await service.ready?.();
  // Only now: whoever comes early would ask services that do not run yet, and keep them from it.
  for (const { listener } of running) if (listener) ports.serve(listener.on, listener.request, listener.upgrade);
  undo.push(() => {
    for (const service of running) service.pause?.();
    return Promise.resolve();
  });
  gateway.faults.set(options.faults ?? []);
  return {
    deployment,
    resources,
    outputs: { ...plain(outputs, deployment), AwsEndpointUrl: deployment.addresses.aws },
    credentials: gateway.operator,
    credentialsOf: gateway.credentialsOf,
    faults: gateway.faults,
    calls: gateway.calls,
    notes: [...running.flatMap(({ notes = [] }) => notes), ...faultNotes(options.faults)],
  };
}

function faultNotes(rules: FaultRule[] = []): string[] {
  if (rules.length === 0) return [];
  const calls = rules.map(({ service, operation }) => `${service} ${operation}`);
  return [`Faults   on purpose, in calls of ${[...new Set(calls)].join(', ')}`];
}

function deploymentOf({ account, region }: Assembly, { addresses }: OpenPorts): Deployment {
  return { region: region ?? 'us-east-1', account: account ?? '000000000000', partition: 'aws', addresses };
}

function plain(outputs: Record<string, string>, { addresses }: Deployment): Record<string, string> {
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, plainHttp(value, addresses)]));
}

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= run());
}

const logProblems: Cloud['log'] = (line) => {
  if (line.level !== 'info') console.error(JSON.stringify(line));
};
