import { createHash, randomUUID } from 'node:crypto';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { documented, seenByOthers } from './evidence.ts';
import { send } from './signing.ts';
import { openTarget, type Target } from './target.ts';

const s3 = behavioursOf('S3');

let target: Target;
let client: S3Client;
let Bucket: string;
beforeAll(async () => {
  target = await openTarget();
  client = new S3Client({ ...target.client, requestChecksumCalculation: 'WHEN_REQUIRED' });
  Bucket = target.output('BucketName');
});
afterAll(() => target.stop());

const photo = 'these are the pixels';
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

/** A URL that is good for one object of these bytes, this length and this type, once. */
async function boundUpload() {
  const Key = `bound/${randomUUID()}`;
  const command = new PutObjectCommand({
    Bucket,
    Key,
    ContentLength: photo.length,
    ContentType: 'image/png',
    ChecksumSHA256: sha256(photo),
    IfNoneMatch: '*',
  });
  const url = await getSignedUrl(client, command, {
    expiresIn: 60,
    signableHeaders: new Set(['content-type']),
    unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
  });
  const headers: Record<string, string> = {
    'content-type': 'image/png',
    'if-none-match': '*',
    'x-amz-checksum-sha256': sha256(photo),
  };
  const put = async (body = photo, more: Record<string, string> = {}, without?: string) => {
    const sent = Object.entries({ ...headers, ...more }).filter(([name]) => name !== without);
    const { status, code } = await send({ url, method: 'PUT', body, headers: Object.fromEntries(sent) });
    return code === undefined ? String(status) : `${status} ${code}`;
  };
  return { Key, url, put };
}

s3.covers(
  'A presigned PUT that signs content-length, content-type, if-none-match and x-amz-checksum-sha256 takes exactly that upload, and keeps the checksum',
  documented('Amazon S3 User Guide, Uploading objects with presigned URLs; Checking object integrity'),
  async () => {
    const { Key, url, put } = await boundUpload();
    expect(new URL(url).searchParams.get('X-Amz-SignedHeaders')).toBe(
      'content-length;content-type;host;if-none-match;x-amz-checksum-sha256',
    );
    expect(await put()).toBe('200');
    const head = await client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({
      ContentType: 'image/png',
      ContentLength: photo.length,
      ChecksumSHA256: sha256(photo),
    });
  },
);

s3.covers(
  'With if-none-match: * in it, a presigned PUT works once: the second is 412 PreconditionFailed',
  documented('Amazon S3 User Guide, How to prevent object overwrites with conditional writes'),
  async () => {
    const { put } = await boundUpload();
    expect(await put()).toBe('200');
    expect(await put()).toBe('412 PreconditionFailed');
  },
);

s3.covers(
  'Other bytes of the same length than a signed x-amz-checksum-sha256 says are 400 BadDigest, and nothing is stored',
  seenByOthers('nftstorage/nft.storage#1926'),
  async () => {
    const { Key, put } = await boundUpload();
    expect(await put(photo.replace('pixels', 'pixelz'))).toBe('400 BadDigest');
    const head = client.send(new HeadObjectCommand({ Bucket, Key }));
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    expect(await put()).toBe('200');
  },
);

s3.covers(
  'A body of another length than the signed content-length is 403 SignatureDoesNotMatch',
  seenByOthers('HALO-UMC/HALO-SERVER#270'),
  async () => {
    const { put } = await boundUpload();
    expect(await put(`${photo}!`)).toBe('403 SignatureDoesNotMatch');
    expect(await put(photo.slice(1))).toBe('403 SignatureDoesNotMatch');
  },
);

s3.covers(
  'Another content type, another checksum, or a signed header that is not sent is 403 SignatureDoesNotMatch',
  seenByOthers('storacha/w3infra#79'),
  async () => {
    const { put } = await boundUpload();
    expect(await put(photo, { 'content-type': 'text/html' })).toBe('403 SignatureDoesNotMatch');
    expect(await put('other', { 'x-amz-checksum-sha256': sha256('other') })).toBe('403 SignatureDoesNotMatch');
    for (const name of ['content-type', 'if-none-match', 'x-amz-checksum-sha256'])
      expect(await put(photo, {}, name)).toBe('403 SignatureDoesNotMatch');
  },
);

s3.covers(
  'A checksum that the presigner moved into the query is not enforced',
  seenByOthers('aws/aws-sdk-js-v3#4448, aws/aws-sdk-go-v2#2610'),
  async () => {
    const command = new PutObjectCommand({ Bucket, Key: `hoisted/${randomUUID()}`, ChecksumSHA256: sha256(photo) });
    const url = await getSignedUrl(client, command);
    expect(new URL(url).searchParams.get('x-amz-checksum-sha256')).toBe(sha256(photo));
    expect((await send({ url, method: 'PUT', headers: {}, body: 'other' })).status).toBe(200);
  },
);

s3.covers(
  'The checksum of an empty body that a default client puts into a presigned URL is ignored',
  seenByOthers('localstack/localstack#12169'),
  async () => {
    const byDefault = new S3Client(target.client);
    const url = await getSignedUrl(byDefault, new PutObjectCommand({ Bucket, Key: `default/${randomUUID()}` }));
    expect(new URL(url).searchParams.get('x-amz-checksum-crc32')).toBe('AAAAAA==');
    expect((await send({ url, method: 'PUT', headers: {}, body: photo })).status).toBe(200);
  },
);
