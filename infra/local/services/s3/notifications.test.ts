import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { operator, startFakeCloud, type FakeCloud } from '../../testing/fake-cloud.ts';
import type { BusEvent } from '../service.ts';
import { s3 } from './index.ts';

const resources = {
  Uploads: {
    Type: 'AWS::S3::Bucket',
    Properties: { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
  },
  Web: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'the-web' } },
};

/** A bus that keeps what it accepts, in the store as the real one does. */
const accepted: BusEvent[] = [];
const events = {
  putEvents: () => Promise.reject(new Error('S3 must commit its events with the change')),
  prepare: (bus: string, batch: BusEvent[]) => ({
    operations: batch.map((event) => ({ type: 'put' as const, key: `events/${bus}/${event.id}`, value: event })),
    commit: () => void accepted.push(...batch),
  }),
};

let local: FakeCloud;
beforeEach(async () => {
  accepted.length = 0;
  local = await startFakeCloud({ services: [s3], resources, fakes: { events } });
});
afterEach(() => local.stop());

const put = (key: string, body: string, bucket = 'uploads') =>
  local.cloud.services.s3.putObject(operator, bucket, key, Buffer.from(body), {});
const remove = (key: string) => local.cloud.services.s3.deleteObject(operator, 'uploads', key);

describe('events', () => {
  test('a new object is announced as EventBridge tells it', async () => {
    await put('uploads/me/1', 'hello');
    expect(accepted).toMatchObject([
      {
        version: '0',
        'detail-type': 'Object Created',
        source: 'aws.s3',
        account: '000000000000',
        region: 'us-east-1',
        resources: ['arn:aws:s3:::uploads'],
        detail: {
          version: '0',
          bucket: { name: 'uploads' },
          object: { key: 'uploads/me/1', size: 5, etag: createHash('md5').update('hello').digest('hex') },
          requester: '000000000000',
          reason: 'PutObject',
        },
      },
    ]);
  });

  test('a change over HTTP names where it came from', async () => {
    const url = `${local.client.endpoint}/uploads/k`;
    const response = await fetch(url, { method: 'PUT', body: 'x' });
    expect(accepted[0]?.detail).toMatchObject({
      'source-ip-address': '127.0.0.1',
      'request-id': response.headers.get('x-amz-request-id'),
    });
  });

  test('later changes have higher sequencers, and a deletion is announced once', async () => {
    await put('k', '1');
    await put('k', '2');
    await remove('k');
    await remove('k');
    expect(accepted.map((event) => event['detail-type'])).toEqual([
      'Object Created',
      'Object Created',
      'Object Deleted',
    ]);
    const withSequencer = z.object({ object: z.object({ sequencer: z.string() }) });
    const sequencers = accepted.map(({ detail }) => withSequencer.parse(detail).object.sequencer);
    expect(new Set(sequencers).size).toBe(3);
    expect([...sequencers].sort()).toEqual(sequencers);
  });

  test('a bucket without the configuration is silent', async () => {
    await put('index.html', 'x', 'the-web');
    expect(accepted).toEqual([]);
  });

  test('the event is on disk with the object', async () => {
    await put('k', 'x');
    const stored: string[] = [];
    for await (const [key] of local.cloud.store.entries('events/default/')) stored.push(key);
    expect(stored).toEqual([`events/default/${accepted[0]?.id}`]);
  });
});
