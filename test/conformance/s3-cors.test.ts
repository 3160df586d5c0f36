import { randomUUID } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, recorded } from './evidence.ts';
import { openTarget, type Target } from './target.ts';

const s3 = behavioursOf('S3');
const cors = 'Amazon S3 User Guide, Using cross-origin resource sharing';
const onAws = recorded('AWS, by localstack/localstack: tests/aws/services/s3/test_s3_cors.snapshot.json');

let target: Target;
let client: S3Client;
let object: { Bucket: string; Key: string };
/** Where the object is, without a signature. */
let plainUrl: string;
beforeAll(async () => {
  target = await openTarget();
  client = new S3Client(target.client);
  object = { Bucket: target.output('BucketName'), Key: `cors/${randomUUID()}` };
  await client.send(new PutObjectCommand({ ...object, Body: 'photo' }));
  plainUrl = (await getSignedUrl(client, new GetObjectCommand(object))).split('?')[0] ?? '';
});
afterAll(() => target.stop());

const origin = 'https://site.example';
const vary = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

async function preflight(headers: Record<string, string>) {
  const response = await fetch(plainUrl, { method: 'OPTIONS', headers });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

const asked = (method: string, names = '', from = origin) =>
  preflight({
    origin: from,
    'access-control-request-method': method,
    ...(names && { 'access-control-request-headers': names }),
  });

s3.covers(
  'A preflight needs no signature, and is answered by the first rule of the bucket that allows its origin, method and every header',
  onAws,
  async () => {
    const { status, headers, body } = await asked('PUT', 'Content-Type, if-none-match,x-amz-checksum-sha256');
    expect([status, body]).toEqual([200, '']);
    const told = (name: string) => headers.get(`access-control-${name}`);
    expect(told('allow-origin')).toBe(origin);
    expect(told('allow-methods')).toBe('PUT, GET');
    expect(told('allow-headers')?.toLowerCase()).toBe('content-type, if-none-match, x-amz-checksum-sha256');
    expect(told('allow-credentials')).toBe('true');
    expect(told('expose-headers')).toBe('etag');
    expect(told('max-age')).toBe('3600');
    expect(headers.get('vary')).toBe(vary);
  },
);

s3.covers(
  'A preflight that no rule allows, by origin, method or one header, is 403 AccessForbidden "CORSResponse: This CORS request is not allowed"',
  onAws,
  async () => {
    const refused = [
      await asked('PUT', 'content-type', 'https://elsewhere.test'),
      await asked('PUT', 'content-type', 'http://site.example'),
      await asked('DELETE'),
      await asked('PUT', 'content-type, x-amz-acl'),
    ];
    for (const { status, headers, body } of refused) {
      expect(status).toBe(403);
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(body).toContain('<Code>AccessForbidden</Code>');
      expect(body).toContain('CORSResponse: This CORS request is not allowed.');
      expect(body).toMatch(/<Method>(PUT|DELETE)<\/Method><ResourceType>OBJECT<\/ResourceType>/);
    }
  },
);

s3.covers(
  'A * in a rule stands for any text, in an origin once, in headers for all of them',
  documented(`${cors}: AllowedOrigin, AllowedHeader`),
  async () => {
    const other = await asked('GET', 'x-anything, range', 'https://other.example');
    expect(other.status).toBe(200);
    expect(other.headers.get('access-control-allow-origin')).toBe('https://other.example');
    expect((await asked('PUT', '', 'https://other.example')).status).toBe(403);
  },
);

s3.covers('An OPTIONS request without Origin or Access-Control-Request-Method is 400 BadRequest', onAws, async () => {
  for (const headers of [{}, { origin }] as Record<string, string>[]) {
    const { status, body } = await preflight(headers);
    expect([status, body]).toEqual([400, expect.stringContaining('<Code>BadRequest</Code>')]);
  }
});

s3.covers(
  'The answer to a request with an allowed Origin and method carries the rule’s headers, Max-Age included; any other origin gets none',
  onAws,
  async () => {
    const url = await getSignedUrl(client, new GetObjectCommand(object));
    const from = async (given?: string) => (await fetch(url, given ? { headers: { origin: given } } : {})).headers;
    const allowed = await from(origin);
    expect(allowed.get('access-control-allow-origin')).toBe(origin);
    expect(allowed.get('access-control-expose-headers')).toBe('etag');
    expect(allowed.get('access-control-max-age')).toBe('3600');
    expect(allowed.get('vary')).toBe(vary);
    for (const other of ['https://elsewhere.test', undefined])
      expect((await from(other)).get('access-control-allow-origin')).toBeNull();
  },
);

s3.covers(
  'Refusals carry the rule’s headers too, so that a page can read them: 403 by signature, 404, 412',
  assumed('the recordings are of answers with 200 only'),
  async () => {
    const absent = await getSignedUrl(client, new GetObjectCommand({ ...object, Key: 'cors/absent' }));
    const once = await getSignedUrl(client, new PutObjectCommand({ ...object, IfNoneMatch: '*' }));
    const headers = { origin };
    const refused = [
      await fetch(`${absent}0`, { headers }),
      await fetch(absent, { headers }),
      await fetch(once, { method: 'PUT', body: 'x', headers: { ...headers, 'if-none-match': '*' } }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 404, 412]);
    for (const response of refused) expect(response.headers.get('access-control-allow-origin')).toBe(origin);
  },
);
