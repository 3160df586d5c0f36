import { randomUUID } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import * as z from 'zod';
import { behavioursOf } from './behaviour.ts';
import { callerOf, resultOf, type Caller } from './caller.ts';
import { documented, seenByOthers } from './evidence.ts';
import { outcome, send, Signer, type Call } from './signing.ts';
import { openTarget, type Target } from './target.ts';

const door = behavioursOf('Front door');
const logic = 'IAM User Guide, Policy evaluation logic';
const elements = 'IAM User Guide, IAM JSON policy elements';

let target: Target;
let client: S3Client;
let ask: Caller;
let Bucket: string;
let TableName: string;
const run = randomUUID();
beforeAll(async () => {
  target = await openTarget();
  client = new S3Client(target.client);
  ask = callerOf(target);
  Bucket = target.output('BucketName');
  TableName = target.output('TableName');
});
afterAll(() => target.stop());

const object = (prefix: string, name = run) => ({ Bucket, Key: `${prefix}/${name}` });
const put = (where: { Bucket: string; Key: string }) =>
  client.send(new PutObjectCommand({ ...where, Body: 'by the operator' }));
const get = (where: { Bucket: string; Key: string }) => client.send(new GetObjectCommand(where));
const item = () => ({ PK: { S: run }, SK: { S: '1' } });
const denied = { status: 403, error: 'AccessDenied' };

door.covers('A role may do what its policy allows, on the resources that it names', documented(logic), async () => {
  expect(await resultOf(ask('PutObject', object('mine')))).toBe('200');
  expect(await resultOf(ask('GetObject', object('mine')))).toBe('200');
  expect(await resultOf(ask('GetItem', { TableName, Key: item() }))).toBe('200');
  const message = { QueueUrl: target.output('MessagesUrl'), MessageBody: run };
  expect(await resultOf(ask('SendMessage', message))).toBe('200');
});

door.covers(
  'What no policy allows is denied: other resources of an allowed action, other actions on an allowed resource',
  documented(`${logic}: by default, all requests are implicitly denied`),
  async () => {
    expect(await ask('PutObject', object('elsewhere'))).toMatchObject(denied);
    expect(await ask('PutObject', object('blind'))).toMatchObject(denied);
    expect(await ask('PutObject', object('Mine'))).toMatchObject(denied);
    expect(await resultOf(ask('PutItem', { TableName, Item: item() }))).toBe('400 AccessDeniedException');
    const message = { QueueUrl: target.output('ChangesUrl'), MessageBody: run };
    expect((await ask('SendMessage', message)).status).toBe(403);
  },
);

door.covers(
  'Each service denies with its own error: AccessDenied 403 (S3), AccessDeniedException 400 (DynamoDB, EventBridge, Rekognition) and 403 (Lambda)',
  documented('Error references of Amazon S3, DynamoDB, EventBridge, Rekognition and AWS Lambda'),
  async () => {
    const event = { EventBusName: 'default', Source: 'conformance', DetailType: 'x' };
    expect(await resultOf(ask('GetObject', object('elsewhere')))).toBe('403 AccessDenied');
    expect(await resultOf(ask('Query', { TableName, PK: { S: run } }))).toBe('400 AccessDeniedException');
    expect(await resultOf(ask('PutEvents', event))).toBe('400 AccessDeniedException');
    expect(await resultOf(ask('DetectLabels', object('mine')))).toBe('400 AccessDeniedException');
    expect(await resultOf(ask('Invoke', { FunctionName: target.output('CallerName') }))).toBe(
      '403 AccessDeniedException',
    );
  },
);

door.covers(
  'The message of a denial names the session of the role, the action, the resource and the kind of policy that is missing',
  documented('IAM User Guide, Troubleshoot access denied error messages'),
  async () => {
    const { message } = await ask('PutItem', { TableName, Item: item() });
    expect(message).toMatch(
      /^User: arn:aws:sts::\d{12}:assumed-role\/.+\/.+ is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:.*:table\/.* because no identity-based policy allows the dynamodb:PutItem action$/,
    );
    const explicit = await ask('GetObject', object('mine/denied'));
    expect(explicit.message).toContain('with an explicit deny in an identity-based policy');
  },
);

door.covers('An explicit Deny wins over every Allow', documented(logic), async () => {
  expect(await ask('PutObject', object('mine/denied'))).toMatchObject(denied);
  await put(object('mine/denied'));
  expect(await ask('GetObject', object('mine/denied'))).toMatchObject(denied);
});

door.covers(
  'A Deny in a bucket’s policy holds for everybody, the account’s owner included',
  documented(logic),
  async () => {
    await put(object('closed'));
    await expect(get(object('closed'))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('with an explicit deny in a resource-based policy') as string,
    });
  },
);

door.covers(
  'A bucket’s policy that names a role lets it in, without a policy of the role’s own; nothing else is granted by that',
  documented(logic),
  async () => {
    await put(object('granted'));
    expect(await resultOf(ask('GetObject', object('granted')))).toBe('200');
    expect(await ask('PutObject', object('granted'))).toMatchObject(denied);
  },
);

door.covers(
  'In actions and resources * stands for any text, over slashes too, and ? for one character; actions are compared without regard to case, resources with it',
  documented(`${elements}: Action, Resource`),
  async () => {
    for (const Key of [`wild-1/${run}.txt`, `wild-x/deep/${run}/er.txt`]) {
      await put({ Bucket, Key });
      expect(await resultOf(ask('GetObject', { Bucket, Key }))).toBe('200');
      expect(await resultOf(ask('HeadObject', { Bucket, Key }))).toBe('200');
    }
    for (const Key of [`wild-12/${run}.txt`, `wild-/${run}.txt`, `wild-1/${run}.TXT`, `Wild-1/${run}.txt`])
      expect(await ask('GetObject', { Bucket, Key })).toMatchObject(denied);
  },
);

door.covers(
  'The resource of an object is bucket/key, of a listing the bucket, of a query on an index table/index/name',
  documented('Service Authorization Reference, Amazon S3 and Amazon DynamoDB'),
  async () => {
    const query = { TableName, PK: { S: run } };
    expect(await resultOf(ask('Query', { ...query, IndexName: 'open' }))).toBe('200');
    expect(await resultOf(ask('Query', query))).toBe('400 AccessDeniedException');
    expect(await resultOf(ask('ListObjectsV2', { Bucket, Prefix: 'mine/' }))).toBe('200');
  },
);

door.covers(
  'A condition narrows an Allow: s3:ListBucket with StringLike on s3:prefix',
  documented('Amazon S3 User Guide, Bucket policy examples using condition keys'),
  async () => {
    expect(await resultOf(ask('ListObjectsV2', { Bucket, Prefix: 'mine/a' }))).toBe('200');
    expect(await ask('ListObjectsV2', { Bucket, Prefix: 'elsewhere/' })).toMatchObject(denied);
    expect(await ask('ListObjectsV2', { Bucket })).toMatchObject(denied);
  },
);

door.covers(
  'aws:SecureTransport is true: a policy that refuses plain HTTP lets everybody in, its opposite nobody',
  documented('IAM User Guide, AWS global condition context keys'),
  async () => {
    await put(object('not-by-tls'));
    await expect(get(object('not-by-tls'))).rejects.toMatchObject({ name: 'AccessDenied' });
    await put(object('by-tls'));
    await expect(get(object('by-tls'))).resolves.toBeDefined();
  },
);

door.covers(
  's3:signatureAge is the age of a presigned URL in milliseconds: a bucket’s policy can refuse one that has not expired yet',
  documented('Amazon S3 API reference, Amazon S3 Signature Version 4 authentication-specific policy keys'),
  async () => {
    await put(object('fresh'));
    const signer = new Signer(target);
    const call: Call = { service: 's3', method: 'GET', path: `/${Bucket}/fresh/${run}` };
    const statusAfter = async (minutes: number) => {
      const at = new Date(Date.now() - minutes * 60_000);
      return (await send(await signer.presign(call, { at, expiresIn: 3600 }))).status;
    };
    expect([await statusAfter(9), await statusAfter(11)]).toEqual([200, 403]);
  },
);

door.covers(
  'Calls that services make for the stack are decided by policies too: a rule reaches its queue by the queue’s policy, with the rule’s ARN as aws:SourceArn',
  documented('Amazon EventBridge User Guide, Using resource-based policies'),
  async () => {
    const sqs = new SQSClient(target.client);
    const QueueUrl = target.output('ChangesUrl');
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
    expect(Messages).toHaveLength(1);
  },
);

door.covers(
  'A URL that a role signed is good for what the role may do when it is used, and carries the role’s session token: another one is 400 InvalidToken, none 403 InvalidAccessKeyId',
  seenByOthers('etianen/django-s3-storage#68; the code InvalidToken is in the S3 API reference'),
  async () => {
    const presign = async (prefix: string) => z.string().parse((await ask('Presign', object(prefix))).told);
    const asked = async (url: string) => outcome({ url, method: 'GET', headers: {}, body: undefined });
    await put(object('mine'));
    const url = await presign('mine');
    expect(await asked(url)).toBe('200');
    expect(await asked(await presign('elsewhere'))).toBe('403 AccessDenied');
    expect(await asked(url.replace('X-Amz-Security-Token=', 'X-Amz-Security-Token=x'))).toBe('400 InvalidToken');
    expect(await asked(url.replace(/X-Amz-Security-Token=[^&]*&/, ''))).toBe('403 InvalidAccessKeyId');
  },
);
