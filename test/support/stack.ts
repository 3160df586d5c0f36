import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { WebSocket } from 'ws';
import * as z from 'zod';
import { createApi, type Analysis, type Api } from '../../client/api/api.ts';
import { putPhoto } from '../../client/api/upload.ts';
import { bootLocalCloud, type BootOptions, type LocalCloud } from '../../infra/local/boot.ts';
import { SteerableClock } from '../../infra/local/clock.ts';
import { objectKey } from '../../schema/table.ts';
import { announced } from './photos.ts';

const assemblyDir = path.resolve(import.meta.dirname, '../../cdk.out');
const issued = z.object({ accessToken: z.string(), sub: z.string() });
/** Deliveries come late, out of order and often twice: no journey may depend on anything better. */
const unreliable = { duplicates: 0.5, maxDelayMs: 50, seed: 1 };
const anyPorts = { web: 0, graphql: 0, aws: 0, signIn: 0 };

/** A line of a function's log. */
export interface Printed {
  /** The function's name. */
  by: string;
  line: string;
}

export type Person = Awaited<ReturnType<Stack['person']>>;

/** The synthesized stack, running on this machine on free ports with data of its own. */
export class Stack {
  readonly cloud: LocalCloud;
  readonly clock: SteerableClock;
  readonly dataDir: string;
  /** What the functions have printed, in order. */
  readonly printed: readonly Printed[];
  readonly #closing: (() => void)[] = [];

  private constructor(cloud: LocalCloud, clock: SteerableClock, dataDir: string, printed: readonly Printed[]) {
    this.cloud = cloud;
    this.clock = clock;
    this.dataDir = dataDir;
    this.printed = printed;
  }

  /** Starts it now, or so many milliseconds `later`. */
  static async start(options: Partial<Omit<BootOptions, 'clock'>> = {}, later = 0): Promise<Stack> {
    const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'image-analyzer-')));
    const clock = new SteerableClock();
    clock.advance(later);
    const printed: Printed[] = [];
    const log: NonNullable<BootOptions['log']> = (line) => {
      const { function: by, message } = line;
      if (line.service === 'lambda' && typeof by === 'string') printed.push({ by, line: message });
      options.log?.(line);
    };
    const settings = { assemblyDir, ports: anyPorts, clock, delivery: unreliable };
    const cloud = await bootLocalCloud({ ...settings, ...options, log, dataDir });
    return new Stack(cloud, clock, dataDir, printed);
  }

  output(name: string): string {
    const value = this.cloud.outputs[name];
    if (value === undefined) throw new Error(`The stack has no output ${name}`);
    return value;
  }

  /** Stops the stack; `forget` removes its data too. */
  async stop(forget = true): Promise<void> {
    for (const close of this.#closing) close();
    await this.cloud.stop();
    if (forget) await rm(this.dataDir, { recursive: true, force: true });
  }

  /** An access token as the local sign-in issues it. */
  async token(user: string, order: { groups?: string[]; expiresIn?: number } = {}) {
    const response = await fetch(new URL('/local/tokens', this.output('Issuer')), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user, ...order }),
    });
    return issued.parse(await response.json());
  }

  /** A signed-in person who watches their own analyses. */
  async person(user: string, order: { groups?: string[] } = {}) {
    const { accessToken, sub: owner } = await this.token(user, order);
    const token = () => Promise.resolve(accessToken);
    const api = createApi({ graphqlUrl: this.output('GraphqlUrl'), token, WebSocket });
    const pushed: Analysis[] = [];
    await new Promise<void>((resolve, reject) => {
      const close = api.onAnalysis(owner, {
        next: (analysis) => pushed.push(analysis),
        error: reject,
        state: (state) => {
          if (state === 'connected') resolve();
        },
      });
      this.#closing.push(close);
    });
    return { user, owner, accessToken, api, pushed };
  }

  /** Loses the messages about photos that wait, as no queue should. */
  async loseMessages(): Promise<void> {
    const queue = this.cloud.resources.find(({ logicalId }) => logicalId.startsWith('AnalysisQueue'));
    await new SQSClient(this.operator).send(new PurgeQueueCommand({ QueueUrl: queue?.ref ?? '' }));
  }

  /** Has what failed looked at again, as an operator does. */
  async redrive(since?: string): Promise<unknown> {
    const order = { FunctionName: this.output('RedriveFunctionName'), Payload: JSON.stringify({ since }) };
    const { Payload } = await new LambdaClient(this.operator).send(new InvokeCommand(order));
    return JSON.parse(Payload?.transformToString() ?? '');
  }

  /** Loses a photo behind the service's back. */
  async losePhoto(owner: string, id: string): Promise<void> {
    const photo = { Bucket: this.output('BucketName'), Key: objectKey(owner, id) };
    await new S3Client({ ...this.operator, forcePathStyle: true }).send(new DeleteObjectCommand(photo));
  }

  /** Settings of an AWS SDK client that may do everything. */
  get operator() {
    const { deployment, credentials } = this.cloud;
    return { region: deployment.region, endpoint: deployment.addresses.aws, credentials };
  }

  /** One GraphQL request as it goes over the wire. */
  async graphql(authorization: string | undefined, query: string, variables: object = {}) {
    const response = await fetch(this.output('GraphqlUrl'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, body: graphqlAnswer.parse(await response.json()) };
  }
}

const graphqlAnswer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ errorType: z.string().nullish(), message: z.string(), errorInfo: z.unknown().optional() }))
    .optional(),
});

/** Waits until `found` gives something; the test's own time limit ends the wait. */
export async function until<T>(
  found: () => T | undefined | Promise<T | undefined>,
  meanwhile: () => void | Promise<void> = () => {},
): Promise<T> {
  for (;;) {
    const value = await found();
    if (value !== undefined) return value;
    await meanwhile();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Announces one photo and sends it; resolves with the announced analysis. */
export async function send(api: Api, bytes: Uint8Array, contentType?: string, fileName?: string): Promise<Analysis> {
  const [upload] = await api.createUploads([announced(bytes, contentType, fileName)]);
  if (!upload) throw new Error('createUploads answered nothing');
  await putPhoto(upload, new Blob([new Uint8Array(bytes)], { type: upload.analysis.contentType }));
  return upload.analysis;
}

const ends: readonly string[] = ['COMPLETED', 'REJECTED', 'FAILED', 'EXPIRED'];

/** The last version of an analysis as it was pushed to its owner. */
export function pushedEnd(
  { pushed }: Pick<Person, 'pushed'>,
  id: string,
  meanwhile?: () => Promise<void>,
): Promise<Analysis> {
  return until(() => pushed.find((analysis) => analysis.id === id && ends.includes(analysis.status)), meanwhile);
}
