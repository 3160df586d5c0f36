import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { documented } from './evidence.ts';
import { openTarget, type Target } from './target.ts';

const s3 = behavioursOf('S3');

let target: Target;
let client: S3Client;
let Bucket: string;
beforeAll(async () => {
  target = await openTarget();
  client = new S3Client(target.client);
  Bucket = target.output('BucketName');
});
afterAll(() => target.stop());

s3.covers('An object comes back as it was put', documented('S3 API reference, GetObject'), async () => {
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'photo' }));
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
  expect(await Body?.transformToString()).toBe('photo');
});
