import { randomUUID } from 'node:crypto';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetBucketVersioningCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect } from 'vitest';
import { startFakeCloud } from '../../infra/local/testing/fake-cloud.ts';
import { s3 as service } from '../../infra/local/services/s3/index.ts';
import { behavioursOf } from './behaviour.ts';
import { documented, here } from './evidence.ts';
import { send, Signer } from './signing.ts';
import { openTarget, type Target } from './target.ts';

const s3 = behavioursOf('S3');
const notImplemented = here(documented('S3 API reference, Error responses: NotImplemented'));

let target: Target;
let client: S3Client;
let object: { Bucket: string; Key: string };
beforeAll(async () => {
  target = await openTarget();
  client = new S3Client({ ...target.client, maxAttempts: 1 });
  object = { Bucket: target.output('BucketName'), Key: `refused/${randomUUID()}` };
});
afterAll(() => target.stop());

const refusal = (words: string) => ({
  name: 'NotImplemented',
  message: expect.stringContaining(words) as string,
  $metadata: { httpStatusCode: 501 },
});

s3.refuses(
  'Operations that nothing here uses are 501 NotImplemented, by name: copies, multipart uploads, versions, ACLs, tags, attributes, the list of buckets, ListObjects without V2',
  notImplemented,
  async () => {
    const { Bucket } = object;
    const copy = new CopyObjectCommand({ ...object, CopySource: `${Bucket}/a` });
    await expect(client.send(copy)).rejects.toMatchObject(refusal('CopyObject'));
    await expect(client.send(new CreateMultipartUploadCommand(object))).rejects.toMatchObject(refusal('uploads'));
    await expect(client.send(new GetObjectAclCommand(object))).rejects.toMatchObject(refusal('acl'));
    await expect(client.send(new GetObjectTaggingCommand(object))).rejects.toMatchObject(refusal('tagging'));
    const attributes = new GetObjectAttributesCommand({ ...object, ObjectAttributes: ['ETag'] });
    await expect(client.send(attributes)).rejects.toMatchObject(refusal('attributes'));
    await expect(client.send(new ListBucketsCommand({}))).rejects.toMatchObject(refusal('ListBuckets'));
    await expect(client.send(new ListObjectsCommand({ Bucket }))).rejects.toMatchObject(refusal('GET on a bucket'));
    const versioning = client.send(new GetBucketVersioningCommand({ Bucket }));
    await expect(versioning).rejects.toMatchObject(refusal('versioning'));
    await expect(client.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 501 },
    });
  },
);

s3.refuses(
  'Parameters of a covered operation that would change its answer are 501 NotImplemented, by name: versionId, partNumber, delimiter, encoding-type',
  notImplemented,
  async () => {
    const { Bucket } = object;
    const version = client.send(new GetObjectCommand({ ...object, VersionId: 'x' }));
    await expect(version).rejects.toMatchObject(refusal('versionId'));
    const part = client.send(new GetObjectCommand({ ...object, PartNumber: 1 }));
    await expect(part).rejects.toMatchObject(refusal('partNumber'));
    const folders = client.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    await expect(folders).rejects.toMatchObject(refusal('delimiter'));
    const encoded = client.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
    await expect(encoded).rejects.toMatchObject(refusal('encoding-type'));
  },
);

s3.refuses(
  'Headers of PutObject that would change what is stored are 501 NotImplemented, by name: storage class, encryption, ACL, tags, lock, redirect',
  notImplemented,
  async () => {
    const put = (more: Partial<PutObjectCommandInput>) =>
      client.send(new PutObjectCommand({ ...object, Body: 'x', ...more }));
    await expect(put({ StorageClass: 'GLACIER' })).rejects.toMatchObject(refusal('x-amz-storage-class'));
    await expect(put({ ServerSideEncryption: 'aws:kms' })).rejects.toMatchObject(
      refusal('x-amz-server-side-encryption'),
    );
    await expect(put({ ACL: 'private' })).rejects.toMatchObject(refusal('x-amz-acl'));
    await expect(put({ Tagging: 'a=b' })).rejects.toMatchObject(refusal('x-amz-tagging'));
    await expect(put({ ObjectLockMode: 'GOVERNANCE' })).rejects.toMatchObject(refusal('x-amz-object-lock-mode'));
    await expect(put({ WebsiteRedirectLocation: '/' })).rejects.toMatchObject(
      refusal('x-amz-website-redirect-location'),
    );
  },
);

s3.refuses(
  'A form upload (POST) and other methods are refused: 501 NotImplemented, 405 MethodNotAllowed',
  notImplemented,
  async () => {
    const signer = new Signer(target);
    const status = async (method: string, path: string) =>
      (await send(await signer.sign({ service: 's3', method, path }))).status;
    expect(await status('POST', `/${object.Bucket}`)).toBe(501);
    expect(await status('PATCH', `/${object.Bucket}/a`)).toBe(405);
  },
);

s3.refuses(
  'A body over 128 MB is 400 EntityTooLarge; S3 takes 5 GB in one PUT',
  here(documented('S3 API reference, Error responses: EntityTooLarge')),
  async () => {
    const Body = Buffer.alloc(129 * 1024 * 1024);
    await expect(client.send(new PutObjectCommand({ ...object, Body }))).rejects.toMatchObject({
      name: 'EntityTooLarge',
      $metadata: { httpStatusCode: 400 },
    });
  },
);

s3.refuses(
  'A bucket with properties that are not emulated stops the boot, by name: versions, website, replication, other notifications, object lock',
  here(documented('AWS CloudFormation reference, AWS::S3::Bucket')),
  async () => {
    const properties = {
      VersioningConfiguration: { Status: 'Enabled' },
      WebsiteConfiguration: { IndexDocument: 'index.html' },
      ReplicationConfiguration: {},
      NotificationConfiguration: { LambdaConfigurations: [] },
      ObjectLockEnabled: true,
    };
    for (const [name, value] of Object.entries(properties)) {
      const resources = { Photos: { Type: 'AWS::S3::Bucket', Properties: { [name]: value } } };
      await expect(startFakeCloud({ services: [service], resources })).rejects.toThrow(
        new RegExp(
          `Photos: .*${name.startsWith('Notification') ? 'EventBridgeConfiguration|LambdaConfigurations' : name}`,
        ),
      );
    }
  },
);
