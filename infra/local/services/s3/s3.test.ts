import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operator, startFakeCloud, type FakeCloud } from '../../testing/fake-cloud.ts';
import type { BusEvent, Permission } from '../service.ts';
import { s3 } from './index.ts';

const resources = {
  Uploads: {
    Type: 'AWS::S3::Bucket',
    Properties: { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
  },
  Web: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'the-web' } },
  Passing: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      LifecycleConfiguration: {
        Rules: [
          { Prefix: 'kept/', Status: 'Disabled', ExpirationInDays: 1 },
          { Prefix: 'gone/', Status: 'Enabled', ExpirationInDays: 2 },
        ],
      },
    },
  },
};

/** How many events S3 has committed. */
let announced = 0;
const events = {
  putEvents: () => Promise.reject(new Error('S3 must commit its events with the change')),
  prepare: (_bus: string, batch: BusEvent[]) => ({ operations: [], commit: () => void (announced += batch.length) }),
};

let local: FakeCloud;
let client: S3Client;
let allowed: (permission: Permission) => boolean;
const Bucket = 'uploads';

async function open(dataDir?: string): Promise<void> {
  const allows = (_: unknown, permission: Permission) => allowed(permission);
  local = await startFakeCloud({ services: [s3], resources, fakes: { events }, allows, ...(dataDir && { dataDir }) });
  client = new S3Client({ ...local.client, forcePathStyle: true });
}

beforeEach(() => {
  announced = 0;
  allowed = () => true;
  return open();
});
afterEach(() => local.stop());

const put = (Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

async function get(Key: string, more = {}): Promise<string | undefined> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return Body?.transformToString();
}

const raw = (path: string, init: RequestInit = {}) => fetch(`${local.client.endpoint}/${Bucket}/${path}`, init);
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');
const files = () => readdir(join(local.dataDir, 's3'));

describe('objects', () => {
  test('come back as they were put, with their headers', async () => {
    const metadata = { ContentType: 'image/png', CacheControl: 'max-age=60', Metadata: { owner: 'me' } };
    const { ETag } = await put('a/b c+ü.png', 'hello', metadata);
    expect(ETag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`);
    const object = await client.send(new GetObjectCommand({ Bucket, Key: 'a/b c+ü.png' }));
    expect(await object.Body?.transformToString()).toBe('hello');
    expect(object).toMatchObject({ ...metadata, ETag, ContentLength: 5 });
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a/b c+ü.png' }));
    expect(head).toMatchObject({ ...metadata, ETag, ContentLength: 5 });
  });

  test('replacing one leaves one file', async () => {
    await put('k', 'one');
    await put('k', 'two');
    expect(await get('k')).toBe('two');
    expect(await files()).toHaveLength(1);
  });

  test('deleting is idempotent', async () => {
    await put('k', 'x');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    const again = await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    expect(again.$metadata.httpStatusCode).toBe(204);
    await expect(get('k')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await files()).toEqual([]);
  });

  test('a range is part of the object; one beyond it is refused', async () => {
    await put('k', '0123456789');
    expect(await get('k', { Range: 'bytes=2-4' })).toBe('234');
    expect(await get('k', { Range: 'bytes=7-' })).toBe('789');
    expect(await get('k', { Range: 'bytes=-2' })).toBe('89');
    expect(await get('k', { Range: 'bytes=8-99' })).toBe('89');
    expect(await get('k', { Range: 'lines=1-2' })).toBe('0123456789');
    await expect(get('k', { Range: 'bytes=10-' })).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });

  test('what the client has already is not sent again', async () => {
    const { ETag } = await put('k', 'x');
    const fresh = await raw('k', { headers: { 'if-none-match': ETag ?? '' } });
    expect([fresh.status, await fresh.text(), fresh.headers.get('etag')]).toEqual([304, '', ETag]);
    const since = await raw('k', { headers: { 'if-modified-since': new Date(local.clock.now()).toUTCString() } });
    expect(since.status).toBe(304);
    const changed = await raw('k', { headers: { 'if-none-match': '"other"' } });
    expect(changed.status).toBe(200);
    await expect(get('k', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  test('a signed request chooses headers of its answer', async () => {
    await put('k', 'x');
    const object = await client.send(
      new GetObjectCommand({
        Bucket,
        Key: 'k',
        ResponseContentType: 'text/x',
        ResponseContentDisposition: 'attachment',
      }),
    );
    expect(object).toMatchObject({ ContentType: 'text/x', ContentDisposition: 'attachment' });
  });

  test('are listed by prefix, page by page', async () => {
    for (const key of ['a/1', 'a/2', 'a/3 &<', 'b/1']) await put(key, 'x');
    const list = (more = {}) => client.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/', MaxKeys: 2, ...more }));
    const first = await list();
    expect(first).toMatchObject({
      IsTruncated: true,
      KeyCount: 2,
      Contents: [{ Key: 'a/1', Size: 1 }, { Key: 'a/2' }],
    });
    const second = await list({ ContinuationToken: first.NextContinuationToken });
    expect(second).toMatchObject({ IsTruncated: false, KeyCount: 1, Contents: [{ Key: 'a/3 &<' }] });
    expect(await list({ Prefix: 'none' })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  test('several are deleted at once, each by its own permission', async () => {
    for (const key of ['a', 'b', 'keep']) await put(key, 'x');
    allowed = ({ resource }) => !resource.endsWith('/keep');
    const Objects = ['a', 'b', 'keep', 'absent'].map((Key) => ({ Key }));
    const result = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(result.Deleted?.map(({ Key }) => Key)).toEqual(['a', 'b', 'absent']);
    expect(result.Errors).toMatchObject([{ Key: 'keep', Code: 'AccessDenied' }]);
  });
});

describe('integrity', () => {
  test('a checksum that does not fit is refused, and one that fits comes back', async () => {
    await expect(put('k', 'hello', { ChecksumSHA256: sha256('other') })).rejects.toMatchObject({
      name: 'BadDigest',
      message: 'The SHA256 you specified did not match the calculated checksum.',
    });
    const { ChecksumSHA256 } = await put('k', 'hello', { ChecksumSHA256: sha256('hello') });
    expect(ChecksumSHA256).toBe(sha256('hello'));
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
    expect(head.ChecksumSHA256).toBe(sha256('hello'));
  });

  test('so is an MD5', async () => {
    const md5 = (text: string) => createHash('md5').update(text).digest('base64');
    await expect(put('k', 'hello', { ContentMD5: md5('other') })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(put('k', 'hello', { ContentMD5: 'AAAA' })).rejects.toMatchObject({ name: 'InvalidDigest' });
    await expect(put('k', 'hello', { ContentMD5: md5('hello') })).resolves.toBeDefined();
  });

  test.each([
    [{ 'x-amz-checksum-sha256': 'AAAA' }, 'InvalidRequest'],
    [{ 'x-amz-sdk-checksum-algorithm': 'SHA256' }, 'InvalidRequest'],
    [{ 'x-amz-checksum-sha1': 'AAAA', 'x-amz-checksum-crc32': 'AAAA' }, 'InvalidRequest'],
    [{ 'x-amz-checksum-crc64nvme': 'AAAA' }, 'NotImplemented'],
    [{ 'x-amz-acl': 'public-read' }, 'NotImplemented'],
  ])('%o is %s', async (headers: Record<string, string>, code) => {
    const response = await raw('k', { method: 'PUT', body: 'hello', headers });
    expect(await response.text()).toContain(`<Code>${code}</Code>`);
  });

  test('if-none-match: * takes the first of many', async () => {
    const results = await Promise.allSettled(['1', '2', '3', '4'].map((body) => put('k', body, { IfNoneMatch: '*' })));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused).toHaveLength(3);
    for (const reason of refused)
      expect(reason).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    expect(announced).toBe(1);
    expect(await files()).toHaveLength(1);
  });

  test('if-match replaces that very object', async () => {
    const { ETag } = await put('k', 'one');
    await expect(put('k', 'two', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await put('k', 'two', { IfMatch: ETag ?? '' });
    await expect(put('absent', 'two', { IfMatch: ETag ?? '' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await get('k')).toBe('two');
  });
});

describe('a restart', () => {
  test('keeps objects, and sweeps files that belong to none', async () => {
    await put('k', 'hello', { ContentType: 'text/plain' });
    await local.stop();
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(local.dataDir, 's3', 'half-written'), 'hel');
    await open(local.dataDir);
    expect(await get('k')).toBe('hello');
    expect(await files()).toHaveLength(1);
  });
});

describe('refusals', () => {
  test('errors are XML, with what they are about', async () => {
    const response = await raw('absent');
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/xml']);
    expect(await response.text()).toMatch(/^<\?xml .*<Error><Code>NoSuchKey<\/Code><Message>.*<Key>absent<\/Key>/s);
  });

  test('a missing object shows only to those who may list', async () => {
    allowed = ({ action }) => action !== 's3:ListBucket';
    await expect(get('absent')).rejects.toMatchObject({ name: 'AccessDenied' });
    const head = client.send(new HeadObjectCommand({ Bucket, Key: 'absent' }));
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  test('a bucket that is not there', async () => {
    const absent = new GetObjectCommand({ Bucket: 'absent', Key: 'k' });
    await expect(client.send(absent)).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  test('what is not emulated, by name', async () => {
    const tagging = client.send(new GetObjectTaggingCommand({ Bucket, Key: 'k' }));
    await expect(tagging).rejects.toThrow(/tagging/);
    await expect(put('k', 'x', { StorageClass: 'GLACIER' })).rejects.toThrow(/x-amz-storage-class/);
    expect((await raw('k', { method: 'PATCH' })).status).toBe(405);
    const versioned = { Logs: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: {} } } };
    await expect(startFakeCloud({ services: [s3], resources: versioned })).rejects.toThrow(
      /Logs: VersioningConfiguration/,
    );
  });

  test('a body whose length is not told', async () => {
    const request = { method: 'PUT', url: new URL('http://x/uploads/k'), headers: {}, body: Buffer.from('x') };
    const handled = local.endpoint('s3').handle({ ...request, principal: operator, sourceIp: '' });
    await expect(handled).rejects.toMatchObject({ code: 'MissingContentLength', status: 411 });
  });

  test('a path that cannot be decoded', async () => {
    const response = await raw('%ff', { headers: { origin: 'https://a.b' } });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('InvalidURI')]);
  });

  test('a preflight to a bucket without rules', async () => {
    const headers = { origin: 'https://a.b', 'access-control-request-method': 'PUT' };
    const response = await raw('k', { method: 'OPTIONS', headers });
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('AccessForbidden')]);
  });

  test('each call asks for the permission it needs', async () => {
    await put('k', 'x');
    await get('k');
    await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'p' }));
    expect(local.asked.map(({ permission }) => permission)).toEqual([
      { action: 's3:PutObject', resource: 'arn:aws:s3:::uploads/k' },
      { action: 's3:GetObject', resource: 'arn:aws:s3:::uploads/k' },
      { action: 's3:ListBucket', resource: 'arn:aws:s3:::uploads', context: { 's3:prefix': 'p' } },
    ]);
  });
});

describe('offers', () => {
  test('other services read and write as a principal', async () => {
    const { s3: offered } = local.cloud.services;
    await offered.putObject(operator, 'the-web', 'a.js', Buffer.from('x'), { 'content-type': 'text/javascript' });
    const { body, headers } = await offered.getObject(operator, 'the-web', 'a.js');
    expect([body.toString(), headers['content-type']]).toEqual(['x', 'text/javascript']);
    expect(await offered.listKeys(operator, 'the-web', '')).toEqual(['a.js']);
    await offered.deleteObject(operator, 'the-web', 'a.js');
    expect(await offered.listKeys(operator, 'the-web', '')).toEqual([]);
    allowed = () => false;
    await expect(offered.getObject(operator, 'the-web', 'a.js')).rejects.toMatchObject({ status: 403 });
  });
});

describe('a lifecycle rule', () => {
  const day = 86_400_000;
  const Passing = { Bucket: 'passing' };
  const keys = async () =>
    (await client.send(new ListObjectsV2Command(Passing))).Contents?.map(({ Key }) => Key).join(' ') ?? '';

  test('lets go what is older than its days, from the next midnight on', async () => {
    for (const key of ['gone/1', 'kept/1', 'other']) {
      await client.send(new PutObjectCommand({ ...Passing, Key: key, Body: 'x' }));
    }
    await local.clock.pass(2 * day);
    expect(await keys()).toBe('gone/1 kept/1 other');
    await local.clock.pass(day + 3_600_000);
    expect(await keys()).toBe('kept/1 other');
  });
});
