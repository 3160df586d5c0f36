import { createHash, randomUUID } from 'node:crypto';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type GetObjectCommandInput,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { callerOf } from './caller.ts';
import { documented, seenByOthers } from './evidence.ts';
import { openTarget, type Target } from './target.ts';

const s3 = behavioursOf('S3');
const reference = (operation: string) => documented(`S3 API reference, ${operation}`);

let target: Target;
let client: S3Client;
let Bucket: string;
const run = `objects/${randomUUID()}`;
beforeAll(async () => {
  target = await openTarget();
  client = new S3Client(target.client);
  Bucket = target.output('BucketName');
});
afterAll(() => target.stop());

const put = (name: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key: `${run}/${name}`, Body, ...more }));
const get = (name: string, more: Partial<GetObjectCommandInput> = {}) =>
  client.send(new GetObjectCommand({ Bucket, Key: `${run}/${name}`, ...more }));
const text = async (name: string, more: Partial<GetObjectCommandInput> = {}) =>
  (await get(name, more)).Body?.transformToString();
const remove = (name: string) => client.send(new DeleteObjectCommand({ Bucket, Key: `${run}/${name}` }));
const refusal = (name: string, httpStatusCode: number) => ({ name, $metadata: { httpStatusCode } });

s3.covers(
  'GetObject and HeadObject give an object back as it was put: bytes, content headers, user metadata, length, MD5 as ETag, time',
  reference('GetObject'),
  async () => {
    const described = {
      ContentType: 'image/png',
      CacheControl: 'max-age=60',
      ContentDisposition: 'inline',
      ContentLanguage: 'de',
      Metadata: { owner: 'me' },
    };
    const ETag = `"${createHash('md5').update('photo').digest('hex')}"`;
    expect(await put('a', 'photo', described)).toMatchObject({ ETag });
    const object = await get('a');
    expect(await object.Body?.transformToString()).toBe('photo');
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: `${run}/a` }));
    for (const answer of [object, head]) {
      expect(answer).toMatchObject({ ...described, ETag, ContentLength: 5, AcceptRanges: 'bytes' });
      expect(answer.LastModified).toBeInstanceOf(Date);
    }
  },
);

s3.covers(
  'An object that was put without a content type is binary/octet-stream',
  seenByOthers('versity/versitygw#697'),
  async () => {
    const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: `${run}/untyped` }));
    await fetch(url, { method: 'PUT', body: new Uint8Array([1]) });
    expect((await get('untyped')).ContentType).toBe('binary/octet-stream');
  },
);

s3.covers(
  'Reads and listings see every put, replacement and delete that was answered before',
  documented('Amazon S3 User Guide, Amazon S3 data consistency model'),
  async () => {
    const listed = async () =>
      (await client.send(new ListObjectsV2Command({ Bucket, Prefix: `${run}/consistent` }))).KeyCount;
    for (const body of ['one', 'two', 'three']) {
      await put('consistent', body);
      expect(await text('consistent')).toBe(body);
    }
    expect(await listed()).toBe(1);
    await remove('consistent');
    expect(await listed()).toBe(0);
    await expect(get('consistent')).rejects.toMatchObject(refusal('NoSuchKey', 404));
  },
);

s3.covers(
  'A key is any UTF-8 text of up to 1,024 bytes; a longer one is 400 KeyTooLongError',
  documented('Amazon S3 User Guide, Naming Amazon S3 objects'),
  async () => {
    const names = ['a b+c&d=e;f', 'ü/ß/日本', "!'()*", '%41', 'a//b', '<&>"'];
    for (const name of names) {
      await put(name, name);
      expect(await text(name)).toBe(name);
    }
    const Key = 'k'.repeat(1025);
    const tooLong = client.send(new PutObjectCommand({ Bucket, Key, Body: '' }));
    await expect(tooLong).rejects.toMatchObject(refusal('KeyTooLongError', 400));
  },
);

s3.covers(
  'User metadata of more than 2 KB is 400 MetadataTooLarge',
  documented('Amazon S3 User Guide, Working with object metadata'),
  async () => {
    await put('described', 'x', { Metadata: { a: 'x'.repeat(2047) } });
    const more = put('described', 'x', { Metadata: { a: 'x'.repeat(2048) } });
    await expect(more).rejects.toMatchObject(refusal('MetadataTooLarge', 400));
  },
);

s3.covers(
  'A Range of bytes is answered with 206 and Content-Range: from-to, from-, and -last; one past the end is 416 InvalidRange; anything else is the whole object',
  reference('GetObject, Range'),
  async () => {
    await put('range', '0123456789');
    const part = await get('range', { Range: 'bytes=2-4' });
    expect(await part.Body?.transformToString()).toBe('234');
    expect(part).toMatchObject({ ContentRange: 'bytes 2-4/10', ContentLength: 3 });
    expect(part.$metadata.httpStatusCode).toBe(206);
    expect(await text('range', { Range: 'bytes=7-' })).toBe('789');
    expect(await text('range', { Range: 'bytes=-2' })).toBe('89');
    expect(await text('range', { Range: 'bytes=8-99' })).toBe('89');
    expect(await text('range', { Range: 'lines=1-2' })).toBe('0123456789');
    await expect(get('range', { Range: 'bytes=10-' })).rejects.toMatchObject(refusal('InvalidRange', 416));
  },
);

s3.covers(
  'If-None-Match and If-Modified-Since are answered with 304 and no body, If-Match and If-Unmodified-Since with 412 PreconditionFailed',
  reference('GetObject, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since'),
  async () => {
    const { ETag = '' } = await put('conditional', 'x');
    const { LastModified = new Date() } = await get('conditional');
    const earlier = new Date(LastModified.getTime() - 60_000);
    const notModified = { $metadata: { httpStatusCode: 304 } };
    await expect(get('conditional', { IfNoneMatch: ETag })).rejects.toMatchObject(notModified);
    await expect(get('conditional', { IfModifiedSince: LastModified })).rejects.toMatchObject(notModified);
    const failed = refusal('PreconditionFailed', 412);
    await expect(get('conditional', { IfMatch: '"other"' })).rejects.toMatchObject(failed);
    await expect(get('conditional', { IfUnmodifiedSince: earlier })).rejects.toMatchObject(failed);
    expect(await text('conditional', { IfMatch: ETag, IfUnmodifiedSince: earlier })).toBe('x');
    expect(await text('conditional', { IfNoneMatch: '"other"', IfModifiedSince: LastModified })).toBe('x');
    expect(await text('conditional', { IfModifiedSince: earlier })).toBe('x');
  },
);

s3.covers('response-* parameters choose headers of the answer', reference('GetObject'), async () => {
  await put('override', 'x');
  const chosen = {
    ResponseContentType: 'text/x',
    ResponseContentDisposition: 'attachment; filename="x"',
    ResponseCacheControl: 'no-store',
  };
  expect(await get('override', chosen)).toMatchObject({
    ContentType: 'text/x',
    ContentDisposition: 'attachment; filename="x"',
    CacheControl: 'no-store',
  });
});

s3.covers(
  'PutObject with If-None-Match: * takes the first of several and answers the others with 412 PreconditionFailed (on AWS also 409 while one is under way)',
  documented('Amazon S3 User Guide, How to prevent object overwrites with conditional writes'),
  async () => {
    const puts = ['1', '2', '3', '4'].map((body) => put('once', body, { IfNoneMatch: '*' }));
    const results = await Promise.allSettled(puts);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused).toHaveLength(3);
    for (const reason of refused)
      expect(reason).toHaveProperty('name', expect.stringMatching(/^(PreconditionFailed|ConditionalRequestConflict)$/));
    await expect(put('once', '5', { IfNoneMatch: '*' })).rejects.toMatchObject(refusal('PreconditionFailed', 412));
    await remove('once');
    await put('once', 'again', { IfNoneMatch: '*' });
  },
);

s3.covers(
  'PutObject with If-Match replaces only the object with that ETag: 412 PreconditionFailed for another, 404 NoSuchKey for none',
  documented('Amazon S3 User Guide, How to prevent object overwrites with conditional writes'),
  async () => {
    const { ETag = '' } = await put('replace', 'one');
    await expect(put('replace', 'x', { IfMatch: '"other"' })).rejects.toMatchObject(refusal('PreconditionFailed', 412));
    await put('replace', 'two', { IfMatch: ETag });
    expect(await text('replace')).toBe('two');
    await expect(put('nothing', 'x', { IfMatch: ETag })).rejects.toMatchObject(refusal('NoSuchKey', 404));
  },
);

s3.covers('DeleteObject answers 204 whether or not the object was there', reference('DeleteObject'), async () => {
  await put('gone', 'x');
  expect((await remove('gone')).$metadata.httpStatusCode).toBe(204);
  expect((await remove('gone')).$metadata.httpStatusCode).toBe(204);
});

s3.covers(
  'DeleteObjects deletes up to 1,000 keys, those that are not there included; Quiet tells of failures only',
  reference('DeleteObjects'),
  async () => {
    await put('d1', 'x');
    const Objects = ['d1', 'd2'].map((name) => ({ Key: `${run}/${name}` }));
    const told = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(told.Deleted).toEqual(expect.arrayContaining(Objects));
    expect(told.Errors).toBeUndefined();
    const quiet = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    expect(quiet.Deleted).toBeUndefined();
    const many = Array.from({ length: 1001 }, (_, number) => ({ Key: `${run}/${number}` }));
    const tooMany = client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: many } }));
    await expect(tooMany).rejects.toMatchObject(refusal('MalformedXML', 400));
  },
);

s3.covers(
  'DeleteObjects is decided key by key: a key that the caller may not delete is an Error of the answer',
  reference('DeleteObjects'),
  async () => {
    const Keys = ['mine/a', 'elsewhere/a'].map((prefix) => `${prefix}-${randomUUID()}`);
    const { status, told } = await callerOf(target)('DeleteObjects', { Bucket, Keys });
    expect(status).toBe(200);
    expect(told).toMatchObject({ Deleted: [{ Key: Keys[0] }], Errors: [{ Key: Keys[1], Code: 'AccessDenied' }] });
  },
);

s3.covers(
  'ListObjectsV2 lists by prefix in UTF-8 byte order, in pages of max-keys that go on at the continuation token; start-after skips',
  reference('ListObjectsV2'),
  async () => {
    const names = ['a/1', 'a/10', 'a/2', 'a/B', 'a/b', 'a/é', 'b/1'];
    for (const name of names) await put(`list/${name}`, 'x');
    const prefix = `${run}/list/`;
    const list = async (more: object) => {
      const answer = await client.send(new ListObjectsV2Command({ Bucket, Prefix: `${prefix}a/`, ...more }));
      return { ...answer, keys: answer.Contents?.map(({ Key = '' }) => Key.slice(prefix.length)) };
    };
    const first = await list({ MaxKeys: 4 });
    expect(first).toMatchObject({ keys: names.slice(0, 4), KeyCount: 4, MaxKeys: 4, IsTruncated: true });
    expect(first.Contents?.[0]).toMatchObject({ Size: 1, StorageClass: 'STANDARD' });
    const second = await list({ MaxKeys: 4, ContinuationToken: first.NextContinuationToken });
    expect(second).toMatchObject({ keys: names.slice(4, 6), KeyCount: 2, IsTruncated: false });
    expect((await list({ StartAfter: `${prefix}a/B` })).keys).toEqual(['a/b', 'a/é']);
    expect(await list({ Prefix: `${prefix}none` })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  },
);

s3.covers(
  'A key that is not there is 404 NoSuchKey for who may list the bucket, 404 without a body for HEAD, and 403 AccessDenied for who may not',
  reference('GetObject and HeadObject: permissions'),
  async () => {
    await expect(get('absent')).rejects.toMatchObject({ ...refusal('NoSuchKey', 404), Key: `${run}/absent` });
    const head = client.send(new HeadObjectCommand({ Bucket, Key: `${run}/absent` }));
    await expect(head).rejects.toMatchObject(refusal('NotFound', 404));
    const ask = callerOf(target);
    const absent = { Bucket, Key: `blind/${randomUUID()}` };
    expect(await ask('GetObject', absent)).toMatchObject({ status: 403, error: 'AccessDenied' });
    expect(await ask('HeadObject', absent)).toMatchObject({ status: 403 });
  },
);

s3.covers('A bucket that does not exist is 404 NoSuchBucket', reference('Error responses'), async () => {
  const absent = new GetObjectCommand({ Bucket: `absent-${randomUUID()}`, Key: 'a' });
  await expect(client.send(absent)).rejects.toMatchObject(refusal('NoSuchBucket', 404));
});
