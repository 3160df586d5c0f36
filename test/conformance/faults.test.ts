import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { FaultRule } from '../../infra/local/gateway/faults.ts';
import { parseOptions, UsageError } from '../../infra/local/options.ts';
import { behavioursOf } from './behaviour.ts';
import { documented, here } from './evidence.ts';
import { Probes } from './probes.ts';
import { openTarget, type Target } from './target.ts';

const faults = behavioursOf('Faults');
/** What the rules make happen does happen on AWS, and the SDKs are made for it. */
const sdk = here(documented('AWS SDKs and Tools Reference Guide, Retry behavior'));
const atLeastOnce = here(documented('Amazon SQS and EventBridge: at-least-once delivery'));

let target: Target;
let sqs: SQSClient;
let QueueUrl: string;
beforeAll(async () => {
  target = await openTarget();
  sqs = new SQSClient({ ...target.client, maxAttempts: 1 });
});
beforeEach(() => (QueueUrl = target.output('MessagesUrl')));
afterEach(() => target.local.cloud.faults.set([]));
afterAll(() => target.stop());

// A call that nothing in the stack makes by itself.
const sends = { service: 'sqs', operation: 'SendMessageBatch' };
const set = (...rules: FaultRule[]) => target.local.cloud.faults.set(rules);
const send = (client = sqs, MessageBody: string = randomUUID()) =>
  client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', MessageBody }] }));
const patient = () => new SQSClient({ ...target.client, maxAttempts: 3 });

/** How often each body is in the queue, once all of them are. */
async function received(...bodies: string[]): Promise<number[]> {
  const seen: string[] = [];
  const count = (body: string) => seen.filter((each) => each === body).length;
  await expect
    .poll(async () => {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
      seen.push(...((await sqs.send(command)).Messages ?? []).map(({ Body = '' }) => Body));
      return bodies.every((body) => count(body) > 0);
    })
    .toBe(true);
  return bodies.map(count);
}

faults.covers(
  'A named call answers with a chosen error, as the service itself writes it, until the rule is used up or taken back; others go on',
  sdk,
  async () => {
    set({ ...sends, times: 2, effect: { error: { code: 'ThrottlingException', message: 'Slow down' } } });
    const throttled = { name: 'ThrottlingException', message: 'Slow down', $metadata: { httpStatusCode: 400 } };
    await expect(send()).rejects.toMatchObject(throttled);
    await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await expect(send()).rejects.toMatchObject(throttled);
    await send();
    set({ ...sends, effect: { error: { code: 'InternalError', status: 500 } } });
    for (const attempt of [1, 2, 3]) {
      await expect(send(), `attempt ${attempt}`).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    }
    set();
    await send();
  },
);

faults.covers('The SDK rides out throttles and server errors by trying again', sdk, async () => {
  set({ ...sends, times: 2, effect: { error: { code: 'ThrottlingException' } } });
  await send(patient());
  set({ ...sends, times: 2, effect: { error: { code: 'InternalError', status: 503 } } });
  await send(patient());
});

faults.covers(
  'A reset breaks the connection before the work, so that nothing happened, or after it, so that a retry does it twice',
  sdk,
  async () => {
    const [before, after] = [randomUUID(), randomUUID()];
    set({ ...sends, times: 1, effect: { reset: 'before' } });
    await expect(send(sqs, before)).rejects.toMatchObject({ code: 'ECONNRESET' });
    set({ ...sends, times: 1, effect: { reset: 'before' } });
    await send(patient(), before);
    set({ ...sends, times: 1, effect: { reset: 'after' } });
    await send(patient(), after);
    expect(await received(before, after)).toEqual([1, 2]);
  },
);

faults.covers('A call is made twice, and its caller hears the second answer', sdk, async () => {
  const body = randomUUID();
  set({ ...sends, times: 1, effect: { twice: true } });
  await send(sqs, body);
  expect(await received(body)).toEqual([2]);
});

faults.covers('A call comes late, on the clock', sdk, async () => {
  set({ ...sends, times: 1, effect: { delayMs: 60_000 } });
  let done = false;
  const sending = send().then(() => (done = true));
  await expect
    .poll(() => target.local.cloud.calls().some(({ operation }) => operation === 'SendMessageBatch'))
    .toBe(true);
  expect(done).toBe(false);
  await expect
    .poll(() => {
      target.local.clock.advance(60_000);
      return done;
    })
    .toBe(true);
  await sending;
});

faults.covers(
  'Which calls a rule hits by chance follows from its seed: the same for the same seed, others for another',
  sdk,
  async () => {
    const outcomes = async (seed: number) => {
      set({ ...sends, probability: 0.5, seed, effect: { error: { code: 'Oops' } } });
      const results: boolean[] = [];
      for (let call = 0; call < 16; call += 1) results.push(await send().then(...[() => true, () => false]));
      return results;
    };
    const first = await outcomes(7);
    expect(new Set(first).size).toBe(2);
    expect(await outcomes(7)).toEqual(first);
    expect(await outcomes(8)).not.toEqual(first);
  },
);

faults.covers(
  'Calls between services are hit too: a delivery of EventBridge that is throttled, cut off or late comes later, one that is done twice comes twice',
  atLeastOnce,
  async () => {
    const s3 = new S3Client(target.client);
    QueueUrl = target.output('ChangesUrl');
    /** Whether an object's event arrives this often, while time goes on. */
    const arrives = async (times: number) => {
      const Key = `faults/${randomUUID()}`;
      await s3.send(new PutObjectCommand({ Bucket: target.output('BucketName'), Key, Body: 'x' }));
      let count = 0;
      const receive = async () => {
        target.local.clock.advance(2000);
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        count += Messages.filter(({ Body = '' }) => Body.includes(Key)).length;
        return count;
      };
      await expect.poll(receive).toBe(times);
    };
    const delivers = { service: 'sqs', operation: 'SendMessage', times: 1 };
    set({ ...delivers, effect: { error: { code: 'ThrottlingException', status: 429 } } });
    await arrives(1);
    set({ ...delivers, effect: { reset: 'before' } });
    await arrives(1);
    set({ ...delivers, effect: { delayMs: 3000 } });
    await arrives(1);
    set({ ...delivers, effect: { reset: 'after' } });
    await arrives(2);
    set({ ...delivers, effect: { twice: true } });
    await arrives(2);
  },
);

faults.covers(
  'AppSync’s clients and its data sources are hit: GraphQL fails as AppSync writes errors, DynamoDB as a resolver sees it',
  sdk,
  async () => {
    const { accessToken } = await target.tokens('faulty');
    const ask = (query: string) =>
      fetch(target.output('GraphqlUrl'), {
        method: 'POST',
        headers: { authorization: accessToken, 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
    const graphql = { service: 'appsync', operation: 'GraphQL', times: 1 };
    set({ ...graphql, effect: { error: { code: 'TooManyRequestsException', status: 429 } } });
    const throttled = await ask('{ __typename }');
    expect(throttled.status).toBe(429);
    expect(await throttled.json()).toMatchObject({ errors: [{ errorType: 'TooManyRequestsException' }] });
    set({ ...graphql, effect: { reset: 'after' } });
    await expect(ask('{ __typename }')).rejects.toThrow();
    expect(await (await ask('{ __typename }')).json()).toEqual({ data: { __typename: 'Query' } });
    const table = { service: 'dynamodb', operation: 'GetItem', times: 1 };
    const probes = await Probes.of(target);
    const get = () => probes.json('tableRequest', { operation: 'GetItem', key: { PK: { S: 'a' }, SK: { S: 'a' } } });
    set({ ...table, effect: { error: { code: 'ProvisionedThroughputExceededException' } } });
    expect(await get()).toMatchObject({ error: { type: 'DynamoDB:ProvisionedThroughputExceededException' } });
    set({ ...table, effect: { reset: 'before' } });
    expect(await get()).toMatchObject({ error: { message: expect.stringContaining('Connection reset') as string } });
    set({ ...table, effect: { twice: true } });
    expect(await get()).toMatchObject({ error: null });
  },
);

faults.covers(
  'Lambda’s poller is hit: a message that could not be deleted comes again after its visibility timeout, and a poll that failed is made again',
  atLeastOnce,
  async () => {
    const body = JSON.stringify({ text: randomUUID() });
    set(
      {
        service: 'sqs',
        operation: 'ReceiveMessage',
        times: 3,
        effect: { error: { code: 'InternalError', status: 500 } },
      },
      { service: 'sqs', operation: 'DeleteMessage', times: 1, effect: { reset: 'before' } },
    );
    QueueUrl = target.output('WholeUrl');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    QueueUrl = target.output('WholeReportsUrl');
    let runs = 0;
    await expect
      .poll(async () => {
        target.local.clock.advance(5000);
        const received = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
        const { Messages = [] } = await sqs.send(received).catch(() => ({ Messages: [] }));
        runs += Messages.filter(({ Body = '' }) => Body.includes(JSON.stringify(body))).length;
        return runs;
      })
      .toBe(2);
  },
);

faults.covers(
  '`npm start -- --faults FILE` reads rules from a JSON file, sets them and says so; a file that is not one is a usage error in words',
  sdk,
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'faults-'));
    const file = path.join(folder, 'rules.json');
    const options = () => parseOptions(['--faults', file, '--port', '0'], folder);
    await writeFile(file, '[{"service":"sqs","operation":"SendMessage","effect":{"explode":true}}]');
    expect(options).toThrow(UsageError);
    expect(options).toThrow(/rules\.json does not hold fault rules[^]*effect/);
    await writeFile(file, 'not JSON');
    expect(options).toThrow(/--faults: .*rules\.json cannot be read/);
    await writeFile(file, JSON.stringify([{ ...sends, effect: { error: { code: 'Oops' } } }]));
    const parsed = options();
    await rm(folder, { recursive: true });
    expect(parsed).toMatchObject({ faults: [sends] });
  },
);
