import { createHash, randomUUID } from 'node:crypto';
import { DeleteObjectCommand, DeleteObjectsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import * as z from 'zod';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, recorded } from './evidence.ts';
import { openTarget, type Target } from './target.ts';

const s3 = behavioursOf('S3');
const onAws = recorded(
  'AWS, by localstack/localstack: tests/aws/services/s3/test_s3_notifications_eventbridge.snapshot.json',
);

const event = z.looseObject({
  id: z.string(),
  'detail-type': z.string(),
  detail: z.looseObject({
    object: z.looseObject({ key: z.string(), sequencer: z.string() }),
    'request-id': z.string(),
    'source-ip-address': z.string(),
  }),
});
type ObjectEvent = z.output<typeof event>;

let target: Target;
let client: S3Client;
let sqs: SQSClient;
let Bucket: string;
beforeAll(async () => {
  target = await openTarget();
  client = new S3Client(target.client);
  sqs = new SQSClient(target.client);
  Bucket = target.output('BucketName');
});
afterAll(() => target.stop());

const seen = new Map<string, ObjectEvent>();

async function receive(): Promise<void> {
  const QueueUrl = target.output('ChangesUrl');
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
  );
  for (const { Body = '', ReceiptHandle } of Messages) {
    const received = event.parse(JSON.parse(Body));
    seen.set(received.id, received);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}

/** The events of one object in the order of its changes, once there are as many; they may arrive twice and in any order. */
async function eventsOf(key: string, count: number): Promise<ObjectEvent[]> {
  const of = () => [...seen.values()].filter(({ detail }) => detail.object.key === key);
  for (let attempt = 0; of().length < count && attempt < 30; attempt += 1) await receive();
  return of().sort((a, b) => (a.detail.object.sequencer < b.detail.object.sequencer ? -1 : 1));
}

const put = (Key: string, Body: string, more = {}) => client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

s3.covers(
  'A put is an event "Object Created" of aws.s3 on the default bus, with the bucket, key, size, ETag without quotes, sequencer, request id and source address',
  onAws,
  async () => {
    const Key = `events/${randomUUID()}`;
    await put(Key, 'photo');
    const [created] = await eventsOf(Key, 1);
    expect(created).toMatchObject({
      version: '0',
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account: expect.stringMatching(/^\d{12}$/) as string,
      region: target.client.region,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      resources: [`arn:aws:s3:::${Bucket}`],
      detail: {
        version: '0',
        bucket: { name: Bucket },
        object: { key: Key, size: 5, etag: createHash('md5').update('photo').digest('hex') },
        reason: 'PutObject',
      },
    });
    expect(created?.detail.object).not.toHaveProperty('version-id');
  },
);

s3.covers(
  'A delete is an event "Object Deleted", Permanently Deleted, reason DeleteObject, without size and ETag; so is each key of DeleteObjects',
  onAws,
  async () => {
    const Key = `events/${randomUUID()}`;
    const Keys = [`${Key}-1`, `${Key}-2`];
    for (const each of [Key, ...Keys]) await put(each, 'photo');
    await client.send(new DeleteObjectCommand({ Bucket, Key }));
    const Objects = Keys.map((each) => ({ Key: each }));
    await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    for (const each of [Key, ...Keys]) {
      const [, deleted] = await eventsOf(each, 2);
      expect(deleted).toMatchObject({
        'detail-type': 'Object Deleted',
        detail: { reason: 'DeleteObject', 'deletion-type': 'Permanently Deleted' },
      });
      expect(Object.keys(deleted?.detail.object ?? {}).sort()).toEqual(['key', 'sequencer']);
    }
  },
);

s3.covers(
  'The sequencers of one object’s changes are hexadecimal and grow: they tell the order when events do not arrive in it',
  documented('Amazon S3 User Guide, Event notification types: sequencer'),
  async () => {
    const Key = `events/${randomUUID()}`;
    for (const body of ['1', '22', '333']) await put(Key, body);
    const events = await eventsOf(Key, 3);
    expect(events.map(({ detail }) => detail.object['size'])).toEqual([1, 2, 3]);
    for (const { detail } of events) expect(detail.object.sequencer).toMatch(/^[0-9A-F]+$/);
  },
);

s3.covers(
  'What was refused, and the delete of a key that is not there, is no event',
  assumed('for a delete of nothing no recording was found'),
  async () => {
    const Key = `events/${randomUUID()}`;
    await put(Key, 'photo');
    await expect(put(Key, 'other', { IfNoneMatch: '*' })).rejects.toThrow();
    await expect(put(Key, 'other', { ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==' })).rejects.toThrow();
    await client.send(new DeleteObjectCommand({ Bucket, Key: `${Key}-absent` }));
    const last = `${Key}-last`;
    await put(last, 'x');
    await eventsOf(last, 1);
    await receive();
    expect(await eventsOf(Key, 1)).toHaveLength(1);
    expect(await eventsOf(`${Key}-absent`, 0)).toEqual([]);
  },
);
