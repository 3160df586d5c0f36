import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SteerableClock } from '../clock.ts';
import type { AwsEndpoint, AwsRequest, Deployment } from '../services/service.ts';
import { openStore } from '../store.ts';
import type { Store } from '../store.ts';
import { openGateway } from './gateway.ts';
import type { Gateway } from './gateway.ts';

const roleArn = 'arn:aws:iam::000000000000:role/Uploader';
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:photos';
const uploader = {
  logicalId: 'Uploader',
  type: 'AWS::IAM::Role',
  ref: 'Uploader',
  attributes: { Arn: roleArn },
  properties: {
    AssumeRolePolicyDocument: { Statement: [] },
    Policies: [
      {
        PolicyName: 'upload',
        PolicyDocument: {
          Statement: [
            { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::photos/uploads/*' },
            { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn },
          ],
        },
      },
    ],
  },
};

/** Endpoints that only remember what reached them. */
class FakeEndpoints {
  readonly seen: AwsRequest[] = [];
  failure: Error | undefined;

  readonly s3: AwsEndpoint = {
    signingName: 's3',
    permissions: ({ method, url }) => [
      {
        action: method === 'PUT' ? 's3:PutObject' : 's3:GetObject',
        resource: `arn:aws:s3:::${url.pathname.slice(1)}`,
      },
    ],
    handle: (request) => this.#handle(request, ''),
    error: ({ code, message, status }) => ({
      status,
      headers: { 'content-type': 'application/xml' },
      body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    }),
    unsigned: ({ method }) => (method === 'OPTIONS' ? Promise.resolve({ status: 200, body: 'preflight' }) : undefined),
    decorate: (response) => ({ ...response, headers: { ...response.headers, 'access-control-allow-origin': '*' } }),
  };

  readonly sqs: AwsEndpoint = {
    signingName: 'sqs',
    permissions: () => [{ action: 'sqs:SendMessage', resource: queueArn }],
    handle: (request) =>
      this.#handle(request, '{"MessageId":"1","MD5OfMessageBody":"5d41402abc4b2a76b9719d911017c592"}'),
    error: ({ code, message, status }) => ({ status, body: JSON.stringify({ __type: `sqs#${code}`, message }) }),
  };

  #handle(request: AwsRequest, body: string) {
    this.seen.push(request);
    return this.failure ? Promise.reject(this.failure) : Promise.resolve({ status: 200, body });
  }
}

describe('the front door', () => {
  let clock: SteerableClock;
  let folder: string;
  let server: Server;
  let store: Store;
  let gateway: Gateway;
  let endpoints: FakeEndpoints;
  let url: string;
  let logged: string[];

  async function open(port = 0) {
    store = await openStore(folder);
    server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${String(typeof address === 'object' && address ? address.port : 0)}`;
    const addresses = { aws: url, graphql: '', web: '', signIn: '' };
    const deployment: Deployment = { region: 'us-east-1', account: '000000000000', partition: 'aws', addresses };
    logged = [];
    const log = (line: { message: string }) => void logged.push(line.message);
    gateway = await openGateway({ resources: [uploader], deployment, store, clock, log });
    endpoints = new FakeEndpoints();
    gateway.register(endpoints.s3);
    gateway.register(endpoints.sqs);
    server.on('request', gateway.listener);
  }

  async function close() {
    server.closeAllConnections();
    server.close();
    await store.close();
  }

  const client = () => ({
    endpoint: url,
    region: 'us-east-1',
    credentials: gateway.credentialsOf(roleArn),
    forcePathStyle: true,
    maxAttempts: 1,
  });
  const put = (key: string, body: Buffer | Readable = Buffer.from('pixels')) =>
    new S3Client(client()).send(
      new PutObjectCommand({ Bucket: 'photos', Key: key, Body: body, ContentLength: 6, ContentType: 'image/png' }),
    );
  const sendMessage = (options = {}) =>
    new SQSClient({ ...client(), ...options }).send(
      new SendMessageCommand({ QueueUrl: `${url}/q`, MessageBody: 'hello' }),
    );

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'gateway-'));
    clock = new SteerableClock();
    await open();
  });
  afterEach(async () => {
    await close();
    await rm(folder, { recursive: true });
  });

  it('hands a signed call to its service as the role that signed it', async () => {
    await put('uploads/owner/a b+c.png');
    await sendMessage();
    expect(endpoints.seen).toEqual([
      expect.objectContaining({ method: 'PUT', principal: { kind: 'role', arn: roleArn }, sourceIp: '127.0.0.1' }),
      expect.objectContaining({ method: 'POST', principal: { kind: 'role', arn: roleArn } }),
    ]);
    expect(endpoints.seen[0]?.body.toString()).toBe('pixels');
    expect(gateway.calls()).toEqual([
      expect.objectContaining({ service: 's3', operation: 'PutObject', principal: roleArn, allowed: true }),
      expect.objectContaining({ service: 'sqs', operation: 'SendMessage', resource: queueArn, allowed: true }),
    ]);
  });

  it('unwraps a body that the SDK streams with its checksum behind it', async () => {
    await put('uploads/owner/stream', Readable.from([Buffer.from('pix'), Buffer.from('els')]));
    const [seen] = endpoints.seen;
    expect(seen?.body.toString()).toBe('pixels');
    expect(Object.keys(seen?.headers ?? {})).toContain('x-amz-checksum-crc32');
  });

  it('denies what the role may not do, in AWS’s words, and remembers it', async () => {
    await expect(put('elsewhere/a')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        'is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::photos/elsewhere/a"',
      ) as string,
      $metadata: { httpStatusCode: 403 },
    });
    expect(endpoints.seen).toEqual([]);
    expect(gateway.calls()).toEqual([expect.objectContaining({ action: 's3:PutObject', allowed: false })]);
  });

  it('lets the operator do everything', async () => {
    await new S3Client({ ...client(), credentials: gateway.operator }).send(
      new GetObjectCommand({ Bucket: 'b', Key: 'k' }),
    );
    expect(endpoints.seen[0]?.principal).toEqual({ kind: 'root', arn: 'arn:aws:iam::000000000000:root' });
  });

  it('takes a presigned URL until it expires, also after a restart', async () => {
    const command = new PutObjectCommand({ Bucket: 'photos', Key: 'uploads/o/1', ContentLength: 6, IfNoneMatch: '*' });
    const signer = new S3Client({ ...client(), requestChecksumCalculation: 'WHEN_REQUIRED' });
    const signed = await getSignedUrl(signer, command, { expiresIn: 900 });
    const upload = { method: 'PUT', body: 'pixels', headers: { 'if-none-match': '*' } };
    expect((await fetch(signed, upload)).status).toBe(200);
    expect((await fetch(signed, { ...upload, body: 'more pixels' })).status).toBe(403);
    await close();
    await open(Number(new URL(url).port));
    expect((await fetch(signed, upload)).status).toBe(200);
    clock.advance(901_000);
    expect(await (await fetch(signed, upload)).text()).toContain('Request has expired');
  });

  it('corrects an SDK whose clock is off by dating its refusal', async () => {
    clock.advance(3_600_000);
    await sendMessage({ maxAttempts: 2 });
    expect(endpoints.seen).toHaveLength(1);
  });

  it('answers what needs no signature, and nothing else without one', async () => {
    expect(await (await fetch(`${url}/photos/a?X-Amz-Signature=x`, { method: 'OPTIONS' })).text()).toBe('preflight');
    const refused = await fetch(`${url}/photos/a`);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
    expect(await refused.text()).toContain('<Code>AccessDenied</Code>');
    const queue = await fetch(url, { method: 'POST', headers: { 'x-amz-target': 'AmazonSQS.SendMessage' } });
    expect(await queue.json()).toMatchObject({ __type: 'sqs#MissingAuthenticationTokenException' });
    expect(endpoints.seen).toEqual([]);
  });

  it('refuses a service that is not emulated, by name', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKIA/20201122/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=0';
    const response = await fetch(url, { method: 'POST', headers: { authorization } });
    expect(await response.json()).toMatchObject({ message: 'The service sns is not emulated.' });
  });

  it('refuses a body over its limit', async () => {
    const response = await fetch(
      await getSignedUrl(new S3Client(client()), new PutObjectCommand({ Bucket: 'photos', Key: 'uploads/big' })),
      {
        method: 'PUT',
        body: Buffer.alloc(129 * 1024 * 1024),
      },
    );
    expect(await response.text()).toContain('EntityTooLarge');
    expect(endpoints.seen).toEqual([]);
  });

  it('refuses dot segments, which URLs would resolve', async () => {
    const { port } = new URL(url);
    const command = new PutObjectCommand({ Bucket: 'photos', Key: 'uploads/x' });
    const { search } = new URL(await getSignedUrl(new S3Client(client()), command));
    const call = request({ port, method: 'PUT', path: `/photos/uploads/../secret${search}` }).end();
    const [response] = (await once(call, 'response')) as [Readable];
    const text = Buffer.concat(await response.toArray()).toString();
    expect(text).toContain('InvalidURI');
  });

  it('answers 500 when a service fails, and logs why', async () => {
    endpoints.failure = new Error('disk on fire');
    await expect(sendMessage()).rejects.toMatchObject({
      name: 'InternalServerError',
      $metadata: { httpStatusCode: 500 },
    });
    expect(logged.join()).toContain('disk on fire');
  });

  describe('faults', () => {
    const rule = { service: 'sqs', operation: 'SendMessage' };

    it('fail calls until they are cleared, or as often as they say', async () => {
      const error = { code: 'ThrottlingException', status: 400 };
      gateway.faults.set([{ ...rule, effect: { error } }]);
      await expect(sendMessage()).rejects.toMatchObject({ name: 'ThrottlingException' });
      await expect(sendMessage({ maxAttempts: 2 })).rejects.toMatchObject({ name: 'ThrottlingException' });
      gateway.faults.set([{ ...rule, times: 1, effect: { error } }]);
      await sendMessage({ maxAttempts: 2 });
      gateway.faults.set([]);
      await sendMessage();
      expect(endpoints.seen).toHaveLength(2);
    });

    it('break the connection before or after the work, delay it, or do it twice', async () => {
      gateway.faults.set([{ ...rule, times: 1, effect: { reset: 'before' } }]);
      await expect(sendMessage()).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(endpoints.seen).toHaveLength(0);
      gateway.faults.set([{ ...rule, times: 1, effect: { reset: 'after' } }]);
      await expect(sendMessage()).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(endpoints.seen).toHaveLength(1);
      gateway.faults.set([{ ...rule, times: 1, effect: { twice: true } }]);
      await sendMessage();
      expect(endpoints.seen).toHaveLength(3);
      gateway.faults.set([{ ...rule, effect: { delayMs: 5 } }]);
      await sendMessage();
      expect(endpoints.seen).toHaveLength(4);
    });

    it('hit by chance, the same calls for the same seed', async () => {
      const outcomes = async () => {
        gateway.faults.set([{ ...rule, probability: 0.5, seed: 7, effect: { error: { code: 'Oops' } } }]);
        const results: boolean[] = [];
        for (let call = 0; call < 12; call += 1)
          results.push(
            await sendMessage().then(
              () => true,
              () => false,
            ),
          );
        return results;
      };
      const first = await outcomes();
      expect(new Set(first).size).toBe(2);
      expect(await outcomes()).toEqual(first);
    });

    it('refuse a rule that is none', () => {
      expect(() => gateway.faults.set([{ ...rule, effect: { delayMs: -1 } }])).toThrow();
    });
  });
});
