import { randomUUID } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { documented, here, seenByOthers } from './evidence.ts';
import { outcome, send, Signer, type Call, type Signed } from './signing.ts';
import { openTarget, type Target } from './target.ts';

const door = behavioursOf('Front door');
const queryAuthentication = 'S3 API reference, Authenticating requests: using query parameters';
const s3Errors = 'S3 API reference, Error responses';

let target: Target;
let client: S3Client;
let signer: Signer;
let get: Call;
let object: { Bucket: string; Key: string };
beforeAll(async () => {
  target = await openTarget();
  client = new S3Client(target.client);
  signer = new Signer(target);
  object = { Bucket: target.output('BucketName'), Key: `presigned/${randomUUID()}` };
  get = { service: 's3', method: 'GET', path: `/${object.Bucket}/${object.Key}` };
  await client.send(new PutObjectCommand({ ...object, Body: 'photo' }));
});
afterAll(() => target.stop());

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
const bare = (url: string): Signed => ({ url, method: 'GET', headers: {}, body: undefined });

door.covers(
  'A URL presigned by the SDK or by hand is accepted without further headers',
  documented(queryAuthentication),
  async () => {
    const bySdk = await getSignedUrl(client, new GetObjectCommand(object), { expiresIn: 60 });
    expect(await (await fetch(bySdk)).text()).toBe('photo');
    expect((await send(await signer.presign(get))).body).toBe('photo');
  },
);

door.covers(
  'A presigned URL that has expired is 403 AccessDenied "Request has expired" with X-Amz-Expires, Expires and ServerTime',
  seenByOthers('aws/aws-sdk-php#1333, versity/versitygw#2116'),
  async () => {
    expect(await outcome(signer.presign(get, { at: ago(50), expiresIn: 60 }))).toBe('200');
    const { status, code, body } = await send(await signer.presign(get, { at: ago(70), expiresIn: 60 }));
    expect([status, code]).toEqual([403, 'AccessDenied']);
    expect(body).toContain('<Message>Request has expired</Message><X-Amz-Expires>60</X-Amz-Expires><Expires>');
    expect(body).toMatch(/<ServerTime>\d{4}-.*Z<\/ServerTime>/);
  },
);

door.covers(
  'X-Amz-Expires is from 1 second to a week; anything else is 400 AuthorizationQueryParametersError',
  documented(`${queryAuthentication}: between 1 and 604800 (seven days)`),
  async () => {
    const { url } = await signer.presign(get, { expiresIn: 604_800 });
    expect(await outcome(bare(url))).toBe('200');
    for (const wrong of ['604801', '-1', 'x', '']) {
      const changed = url.replace('X-Amz-Expires=604800', `X-Amz-Expires=${wrong}`);
      expect(await outcome(bare(changed))).toBe('400 AuthorizationQueryParametersError');
    }
  },
);

door.covers(
  'A presigned URL dated more than 15 minutes ahead is 403 AccessDenied "Request is not yet valid"',
  seenByOthers('minio/minio#2638'),
  async () => {
    const { status, body } = await send(await signer.presign(get, { at: ago(-16 * 60), expiresIn: 60 }));
    expect([status, body]).toEqual([403, expect.stringContaining('Request is not yet valid')]);
  },
);

door.covers(
  'Any change to a presigned URL, its method or its signed headers is 403 SignatureDoesNotMatch',
  documented(s3Errors),
  async () => {
    const signed = await signer.presign({ ...get, query: { 'response-content-type': 'text/plain' } });
    const changes: Signed[] = [
      { ...signed, method: 'PUT', body: 'other' },
      { ...signed, method: 'DELETE' },
      { ...signed, url: signed.url.replace('presigned/', 'presigned/x') },
      { ...signed, url: signed.url.replace('text%2Fplain', 'text%2Fhtml') },
      { ...signed, url: signed.url.replace('X-Amz-Expires=60', 'X-Amz-Expires=61') },
      { ...signed, url: `${signed.url}&response-content-language=de` },
    ];
    expect(await outcome(signed)).toBe('200');
    for (const changed of changes) expect(await outcome(changed)).toBe('403 SignatureDoesNotMatch');
  },
);

door.covers(
  'A header that a presigned URL signs must be sent, and an unsigned x-amz-* header must not: 403 SignatureDoesNotMatch, 403 AccessDenied',
  documented(`${queryAuthentication}; S3 User Guide, presigned URLs`),
  async () => {
    const signing = { signedHeaders: ['content-type'] };
    const call: Call = { ...get, method: 'PUT', headers: { 'content-type': 'image/png' }, body: 'photo' };
    const signed = await signer.presign(call, signing);
    expect(await outcome({ ...signed, headers: {} })).toBe('403 SignatureDoesNotMatch');
    expect(await outcome({ ...signed, headers: { ...signed.headers, 'x-amz-meta-a': '1' } })).toBe('403 AccessDenied');
    expect(await outcome(signed)).toBe('200');
  },
);

door.covers(
  'A presigned URL with another region or service in its scope is 400 AuthorizationQueryParametersError',
  documented(s3Errors),
  async () => {
    const region = target.client.region === 'eu-west-1' ? 'us-east-1' : 'eu-west-1';
    expect(await outcome(signer.presign(get, { region }))).toBe('400 AuthorizationQueryParametersError');
  },
);

door.covers(
  'A presigned URL of an unknown key is 403 InvalidAccessKeyId, of a wrong secret 403 SignatureDoesNotMatch',
  documented(s3Errors),
  async () => {
    expect(await outcome(signer.presign(get, { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }))).toBe('403 InvalidAccessKeyId');
    expect(await outcome(signer.presign(get, { secretAccessKey: 'wrong' }))).toBe('403 SignatureDoesNotMatch');
  },
);

door.covers(
  'A presigned URL without its signature or another of its parameters is refused: 403 AccessDenied without all of them, 400 AuthorizationQueryParametersError without one',
  documented(`${queryAuthentication}; ${s3Errors}`),
  async () => {
    const { url } = await signer.presign(get);
    expect(await outcome(bare(url.split('?')[0] ?? ''))).toBe('403 AccessDenied');
    for (const name of ['X-Amz-Signature', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-SignedHeaders', 'X-Amz-Expires']) {
      const cut = url.replace(new RegExp(`[&?]${name}=[^&]*`), (match) => (match.startsWith('?') ? '?a=' : ''));
      expect(await outcome(bare(cut))).toBe('400 AuthorizationQueryParametersError');
    }
  },
);

door.covers(
  'A request that is signed in its headers and in its URL is 400',
  documented(`${s3Errors}: only one authentication mechanism is allowed`),
  async () => {
    const presigned = await signer.presign(get);
    const { headers } = await signer.sign(get);
    expect((await send({ ...presigned, headers })).status).toBe(400);
  },
);

door.covers(
  'A presigned URL dies with its expiry while time passes',
  here(documented(queryAuthentication)),
  async () => {
    const url = await getSignedUrl(client, new GetObjectCommand(object), { expiresIn: 900 });
    target.local.clock.advance(899_000);
    expect(await outcome(bare(url))).toBe('200');
    target.local.clock.advance(2000);
    expect(await outcome(bare(url))).toBe('403 AccessDenied');
  },
);
