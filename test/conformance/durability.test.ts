import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { seededChance } from '../../infra/local/chance.ts';
import { behavioursOf } from './behaviour.ts';
import { documented, here } from './evidence.ts';
import { partition, writeUntilKilled, type Accepted } from './killed-stack.ts';
import { targetName } from './target-name.ts';
import { openTarget, type Target } from './target.ts';

const durability = behavioursOf('Durability');

const chance = seededChance(20_26);
/** The process is killed after so many accepted writes, three times over the same data. */
const moments = [1, 2, 3].map(() => 10 + Math.floor(chance() * 90));

const accepted: Accepted = { objects: [], messages: [], items: [], events: [] };
let dataDir: string;
let target: Target;

beforeAll(async () => {
  // Nobody kills AWS.
  if (targetName !== 'local') return;
  dataDir = await mkdtemp(path.join(tmpdir(), 'durability-'));
  for (const [round, after] of moments.entries()) {
    const assemblyDir = inject('conformanceAssembly');
    const written = await writeUntilKilled({ assemblyDir, dataDir, name: `round-${round}`, after });
    for (const kind of ['objects', 'messages', 'items', 'events'] as const) accepted[kind].push(...written[kind]);
  }
  target = await openTarget({ dataDir });
}, 300_000);
afterAll(async () => {
  if (targetName !== 'local') return;
  await target.stop();
  await rm(dataDir, { recursive: true });
});

/** The bodies in a queue, once they hold every one of these texts. */
async function bodies(queue: string, texts: string[]): Promise<string[]> {
  const client = new SQSClient(target.client);
  const QueueUrl = target.output(queue);
  const found: string[] = [];
  await expect
    .poll(async () => {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
      for (const { Body = '', ReceiptHandle } of (await client.send(command)).Messages ?? []) {
        found.push(Body);
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      return texts.filter((text) => !found.some((body) => body.includes(text)));
    })
    .toEqual([]);
  return found;
}

async function objectKeys(): Promise<string[]> {
  const pages = paginateListObjectsV2(
    { client: new S3Client(target.client) },
    { Bucket: target.output('BucketName'), Prefix: 'durable/' },
  );
  const keys: string[] = [];
  for await (const { Contents = [] } of pages) keys.push(...Contents.map(({ Key = '' }) => Key));
  return keys;
}

async function sortKeys(more = {}): Promise<string[]> {
  const query = { KeyConditionExpression: 'PK = :p', ExpressionAttributeValues: { ':p': { S: partition } } };
  const pages = paginateQuery(
    { client: new DynamoDBClient(target.client) },
    { TableName: target.output('TableName'), ...query, ...more },
  );
  const keys: string[] = [];
  for await (const { Items = [] } of pages) keys.push(...Items.map(({ SK }) => SK?.S ?? ''));
  return keys;
}

durability.covers(
  'After kill -9 in the middle of writing, three times at seeded moments, every accepted object is there, whole',
  here(documented('Amazon S3 User Guide, Data protection: writes are stored before they are answered')),
  async () => {
    const keys = await objectKeys();
    expect(keys).toEqual(expect.arrayContaining(accepted.objects.map((name) => `durable/${name}`)));
    const client = new S3Client(target.client);
    for (const Key of keys) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: target.output('BucketName'), Key }));
      expect(await Body?.transformToString()).toBe(`body of ${Key.replace('durable/', '')}`);
    }
    expect(accepted.objects.length).toBeGreaterThan(0);
  },
);

durability.covers(
  'Every object that is there, also one whose answer the kill cut off, is announced by its event',
  here(documented('Amazon S3 User Guide, Using EventBridge: at least once')),
  async () => {
    const keys = await objectKeys();
    expect(
      await bodies(
        'ChangesUrl',
        keys.map((key) => `"${key}"`),
      ),
    ).not.toEqual([]);
  },
);

durability.covers(
  'Every accepted message, and every accepted event that a rule sends on, is in its queue',
  here(documented('Amazon SQS Developer Guide, What is Amazon SQS: durability')),
  async () => {
    expect(accepted.messages.length).toBeGreaterThan(0);
    expect(accepted.events.length).toBeGreaterThan(0);
    const events = accepted.events.map((name) => `{"name":"${name}"}`);
    const found = await bodies('MessagesUrl', [...accepted.messages, ...events]);
    expect(found).toEqual(expect.arrayContaining(accepted.messages));
  },
);

durability.covers(
  'Every accepted item is there, and an index holds exactly the items of its table that have its key',
  here(documented('Amazon DynamoDB Developer Guide: durable when the answer is 200')),
  async () => {
    const items = await sortKeys();
    expect(items).toEqual(expect.arrayContaining(accepted.items));
    const even = items.filter((name) => Number(name.split('-').pop()) % 2 === 0);
    expect((await sortKeys({ IndexName: 'open' })).sort()).toEqual(even.sort());
    expect(accepted.items.length).toBeGreaterThan(0);
  },
);

durability.covers(
  'The operator’s keys survive, so that clients go on',
  here(documented('IAM User Guide, Managing access keys')),
  async () => {
    const { accessKeyId, secretAccessKey } = target.local.cloud.credentials;
    await target.stop();
    target = await openTarget({ dataDir });
    expect(target.local.cloud.credentials).toMatchObject({ accessKeyId, secretAccessKey });
  },
);
