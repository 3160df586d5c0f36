import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import * as z from 'zod';
import { bootLocalCloud, type BootOptions, type LocalCloud } from '../../infra/local/boot.ts';
import { SteerableClock } from '../../infra/local/clock.ts';
import { awsTokens } from './aws-tokens.ts';
import { targetName } from './target-name.ts';

export interface Tokens {
  accessToken: string;
  idToken: string;
  sub: string;
}

/** Where the cases run. */
export interface Target {
  output: (name: string) => string;
  /** Settings of an AWS SDK client that calls as the operator. */
  client: {
    region: string;
    endpoint?: string;
    credentials?: { accessKeyId: string; secretAccessKey: string };
    forcePathStyle: true;
  };
  /** Signs a user in, and puts them into groups. */
  tokens: (user: string, order?: { groups?: string[]; expiresIn?: number }) => Promise<Tokens>;
  /** What only a local cloud has. Throws elsewhere. */
  readonly local: Local;
  stop: () => Promise<void>;
}

export interface Local {
  cloud: LocalCloud;
  clock: SteerableClock;
  dataDir: string;
}

type LocalOptions = Partial<Pick<BootOptions, 'services' | 'delivery' | 'dataDir' | 'log'>>;

/** The deployed conformance stack, or one of its own on this machine, on free ports. */
export function openTarget(options: LocalOptions = {}): Promise<Target> {
  return targetName === 'aws' ? Promise.resolve(onAws()) : onThisMachine(options);
}

const anyPorts = { web: 0, graphql: 0, aws: 0, signIn: 0 };

async function onThisMachine(options: LocalOptions): Promise<Target> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'conformance-')));
  const clock = new SteerableClock();
  const assemblyDir = inject('conformanceAssembly');
  const cloud = await bootLocalCloud({ assemblyDir, ports: anyPorts, clock, log: () => {}, ...options, dataDir });
  const output = reader(cloud.outputs);
  return {
    output,
    client: {
      region: cloud.deployment.region,
      endpoint: cloud.deployment.addresses.aws,
      credentials: cloud.credentials,
      forcePathStyle: true,
    },
    tokens: (user, order = {}) => localTokens(output('Issuer'), { user, ...order }),
    local: { cloud, clock, dataDir },
    async stop() {
      await cloud.stop();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const issued = z.object({ accessToken: z.string(), idToken: z.string(), sub: z.string() });

async function localTokens(issuer: string, order: object): Promise<Tokens> {
  const response = await fetch(new URL('/local/tokens', issuer), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  return issued.parse(await response.json());
}

/** Credentials come from where the AWS SDK looks for them. */
function onAws(): Target {
  const file = z.string({ error: 'TARGET=aws needs OUTPUTS, the outputs file of the deployed stack' });
  const stacks = z.record(z.string(), z.record(z.string(), z.string()));
  const [outputs = {}] = Object.values(
    stacks.parse(JSON.parse(readFileSync(file.parse(process.env['OUTPUTS']), 'utf8'))),
  );
  const output = reader(outputs);
  const region = output('Region');
  return {
    output,
    client: { region, forcePathStyle: true },
    tokens: (user, order) =>
      awsTokens({ region, poolId: output('UserPoolId'), clientId: output('ClientId') }, user, order),
    get local(): Local {
      throw new Error('This case can only run on a local cloud: declare it with here(…)');
    },
    stop: () => Promise.resolve(),
  };
}

function reader(outputs: Record<string, string>): Target['output'] {
  return (name) => {
    const value = outputs[name];
    if (value === undefined) throw new Error(`The conformance stack has no output ${name}`);
    return value;
  };
}
