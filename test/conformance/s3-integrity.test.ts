import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { HeadObjectCommand, PutObjectCommand, S3Client, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, here, seenByOthers } from './evidence.ts';
import { outcome, send, Signer, type Call } from './signing.ts';
import { openTarget, type Target } from './target.ts';

const s3 = behavioursOf('S3');
const integrity = 'Amazon S3 User Guide, Checking object integrity';

let target: Target;
let client: S3Client;
let signer: Signer;
let Bucket: string;
beforeAll(async () => {
  target = await openTarget();
  client = new S3Client(target.client);
  signer = new Signer(target);
  Bucket = target.output('BucketName');
});
afterAll(() => target.stop());

const digest = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('base64');
const bad = (name: string) => ({ name, $metadata: { httpStatusCode: 400 } });

async function put(more: Partial<PutObjectCommandInput>) {
  const Key = `integrity/${randomUUID()}`;
  const answer = await client.send(new PutObjectCommand({ Bucket, Key, Body: 'photo', ...more }));
  const head = await client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
  return { answer, head };
}

/** A raw PUT with these headers, each signed. */
async function rawPut(headers: Record<string, string>, body = 'photo') {
  const path = `/${Bucket}/integrity/${randomUUID()}`;
  const call: Call = { service: 's3', method: 'PUT', path, headers, body };
  return outcome(signer.sign(call));
}

s3.covers(
  'What the SDK sends by default is verified: the CRC32 of a buffer in a header, of a stream behind its chunks (aws-chunked, STREAMING-UNSIGNED-PAYLOAD-TRAILER)',
  documented(`${integrity}; S3 API reference, SigV4 streaming with trailers`),
  async () => {
    const crc32 = { ChecksumCRC32: 'FLeEGA==' };
    expect(await put({})).toMatchObject({ answer: crc32, head: { ...crc32, ContentLength: 5 } });
    const Body = Readable.from([Buffer.from('pho'), Buffer.from('to')]);
    const streamed = await put({ Body, ContentLength: 5 });
    expect(streamed).toMatchObject({ answer: crc32, head: { ...crc32, ContentLength: 5 } });
    expect(streamed.head.ContentEncoding ?? '').toBe('');
  },
);

s3.covers(
  'A checksum in a header (SHA-256, SHA-1, CRC32) is verified, kept and given back by ChecksumMode ENABLED; another one is 400 BadDigest',
  documented(integrity),
  async () => {
    const ChecksumSHA256 = digest('sha256', 'photo');
    expect(await put({ ChecksumSHA256 })).toMatchObject({ answer: { ChecksumSHA256 }, head: { ChecksumSHA256 } });
    const ChecksumSHA1 = digest('sha1', 'photo');
    expect(await put({ ChecksumSHA1 })).toMatchObject({ head: { ChecksumSHA1, ChecksumType: 'FULL_OBJECT' } });
    await expect(put({ ChecksumSHA256: digest('sha256', 'other') })).rejects.toMatchObject(bad('BadDigest'));
    await expect(put({ ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject(bad('BadDigest'));
  },
);

s3.covers(
  'A checksum behind the chunks that does not fit is 400 BadDigest',
  seenByOthers('versity/versitygw#1694'),
  async () => {
    const streamed = (checksum: string) =>
      rawPut(
        {
          'content-encoding': 'aws-chunked',
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          'x-amz-decoded-content-length': '5',
          'x-amz-trailer': 'x-amz-checksum-sha1',
        },
        `5\r\nphoto\r\n0\r\nx-amz-checksum-sha1:${checksum}\r\n\r\n`,
      );
    expect(await streamed(digest('sha1', 'photo'))).toBe('200');
    expect(await streamed(digest('sha1', 'other'))).toBe('400 BadDigest');
  },
);

s3.covers(
  'Chunks that end early, or are of another length than x-amz-decoded-content-length, are 400 IncompleteBody',
  documented('S3 API reference, Error responses'),
  async () => {
    const headers = {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '6',
    };
    expect(await rawPut(headers, '5\r\nphoto\r\n0\r\n\r\n')).toBe('400 IncompleteBody');
    expect(await rawPut(headers, '6\r\nphoto')).toBe('400 IncompleteBody');
  },
);

s3.covers(
  'Content-MD5 is verified: another digest is 400 BadDigest, one that is none 400 InvalidDigest',
  seenByOthers('ceph/s3-tests#18, dandi/dandi-cli#1257'),
  async () => {
    await expect(put({ ContentMD5: digest('md5', 'photo') })).resolves.toBeDefined();
    await expect(put({ ContentMD5: digest('md5', 'other') })).rejects.toMatchObject(bad('BadDigest'));
    await expect(put({ ContentMD5: 'AAAA' })).rejects.toMatchObject(bad('InvalidDigest'));
  },
);

s3.covers(
  'x-amz-sdk-checksum-algorithm without a checksum, or with one of another algorithm, is 400 InvalidRequest',
  seenByOthers('versity/versitygw#1598; the S3 API reference says BadDigest for another algorithm'),
  async () => {
    expect(await rawPut({ 'x-amz-sdk-checksum-algorithm': 'SHA256' })).toBe('400 InvalidRequest');
    const sha1 = { 'x-amz-checksum-sha1': digest('sha1', 'photo') };
    expect(await rawPut({ 'x-amz-sdk-checksum-algorithm': 'SHA256', ...sha1 })).toBe('400 InvalidRequest');
    expect(await rawPut({ 'x-amz-sdk-checksum-algorithm': 'SHA1', ...sha1 })).toBe('200');
  },
);

s3.covers(
  'Two checksums at once, or one of the wrong length, are 400 InvalidRequest',
  seenByOthers('versity/versitygw#1186, versity/versitygw#1190'),
  async () => {
    const sha1 = { 'x-amz-checksum-sha1': digest('sha1', 'photo') };
    const sha256 = { 'x-amz-checksum-sha256': digest('sha256', 'photo') };
    expect(await rawPut({ ...sha1, ...sha256 })).toBe('400 InvalidRequest');
    expect(await rawPut({ 'x-amz-checksum-sha256': 'AAAA' })).toBe('400 InvalidRequest');
  },
);

s3.covers(
  'The checksum that S3 adds to an object that came without one (CRC64NVME) is left out',
  here(assumed('nothing here reads it; the documentation says that S3 adds one')),
  async () => {
    const path = `/${Bucket}/integrity/${randomUUID()}`;
    const { headers } = await send(await signer.sign({ service: 's3', method: 'PUT', path, body: 'photo' }));
    expect([...headers.keys()].filter((name) => name.startsWith('x-amz-checksum'))).toEqual([]);
  },
);

s3.refuses(
  'Checksums by CRC32C, CRC64NVME and other algorithms are 501 NotImplemented, by name',
  here(documented(`${integrity}: S3 would verify them`)),
  async () => {
    for (const algorithm of ['crc32c', 'crc64nvme', 'sha512', 'md5'])
      expect(await rawPut({ [`x-amz-checksum-${algorithm}`]: 'AAAAAA==' })).toBe('501 NotImplemented');
  },
);

s3.refuses(
  'Bodies that are signed chunk by chunk (STREAMING-AWS4-HMAC-SHA256-PAYLOAD) are 501 NotImplemented',
  here(documented('S3 API reference, Signature calculations: transferring payload in multiple chunks')),
  async () => {
    const headers = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' };
    expect(await rawPut(headers)).toBe('501 NotImplemented');
  },
);
