import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, seenByOthers } from './evidence.ts';
import { outcome, send, Signer, type Call, type Signing } from './signing.ts';
import { openTarget, type Target } from './target.ts';

const door = behavioursOf('Front door');
const sigv4 = 'IAM User Guide, Create a signed AWS API request';
const s3Errors = 'S3 API reference, Error responses';
const dynamodbErrors = 'DynamoDB Developer Guide, Error handling with DynamoDB';

let target: Target;
let signer: Signer;
let put: Call;
let describe: Call;
beforeAll(async () => {
  target = await openTarget();
  signer = new Signer(target);
  const path = `/${target.output('BucketName')}/signed/${randomUUID()}%20%28%C3%A9%2B1%29.txt`;
  put = { service: 's3', method: 'PUT', path, headers: { 'content-type': 'text/plain' }, body: 'pixels' };
  describe = {
    service: 'dynamodb',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.DescribeTable' },
    body: JSON.stringify({ TableName: target.output('TableName') }),
  };
});
afterAll(() => target.stop());

const minutes = (count: number) => new Date(Date.now() + count * 60_000);

/** How S3 and DynamoDB answer to the same fault in a signature. */
async function outcomes(signing: Signing): Promise<[s3: string, dynamodb: string]> {
  return [await outcome(signer.sign(put, signing)), await outcome(signer.sign(describe, signing))];
}

door.covers(
  'A request signed with Signature Version 4 in the Authorization header is accepted; paths are encoded once for S3 and twice for the others',
  documented(sigv4),
  async () => {
    expect(await outcomes({})).toEqual(['200', '200']);
    const Function = encodeURIComponent(target.output('CallerArn'));
    const call = { service: 'lambda', path: `/2015-03-31/functions/${Function}/invocations`, body: '{' } as const;
    // It is the payload that is refused, after the signature was accepted.
    expect(await outcome(signer.sign(call))).toMatch(/^400/);
  },
);

door.covers(
  'S3 refuses a request whose time is more than 15 minutes off with 403 RequestTimeTooSkewed, RequestTime, ServerTime and MaxAllowedSkewMilliseconds',
  seenByOthers('versity/versitygw#1514'),
  async () => {
    expect(await outcome(signer.sign(put, { at: minutes(-14) }))).toBe('200');
    expect(await outcome(signer.sign(put, { at: minutes(-16) }))).toBe('403 RequestTimeTooSkewed');
    const { code, body } = await send(await signer.sign(put, { at: minutes(16) }));
    expect(code).toBe('RequestTimeTooSkewed');
    expect(body).toMatch(/<RequestTime>\d{8}T\d{6}Z<\/RequestTime><ServerTime>\d{4}-.*Z<\/ServerTime>/);
    expect(body).toContain('<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>');
  },
);

door.covers(
  'DynamoDB refuses a request that is more than 15 minutes old or ahead, the other JSON services one of 5 minutes, with 400 InvalidSignatureException "Signature expired" or "Signature not yet current"',
  seenByOthers('aws/aws-sdk-js#2565, m0ngr31/kanzi#270'),
  async () => {
    const detect: Call = {
      service: 'rekognition',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'RekognitionService.DetectLabels' },
      body: '{}',
    };
    expect(await outcome(signer.sign(describe, { at: minutes(-14) }))).toBe('200');
    // Input that is refused was let in.
    expect(await outcome(signer.sign(detect, { at: minutes(-4) }))).toMatch(
      /^400 (Validation|InvalidParameter)Exception$/,
    );
    for (const [call, limit] of [
      [describe, 15],
      [detect, 5],
    ] as const) {
      const late = await send(await signer.sign(call, { at: minutes(-limit - 1) }));
      expect([late.status, late.code]).toEqual([400, 'InvalidSignatureException']);
      const ending = `\\(\\d{8}T\\d{6}Z - ${limit} min\\.\\)`;
      expect(late.body).toMatch(
        new RegExp(`Signature expired: \\d{8}T\\d{6}Z is now earlier than \\d{8}T\\d{6}Z ${ending}`),
      );
      const early = await send(await signer.sign(call, { at: minutes(limit + 1) }));
      expect(early.body).toMatch(/Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(/);
    }
  },
);

door.covers(
  'A body of which one byte was changed is 400 XAmzContentSHA256Mismatch on S3 and 400 InvalidSignatureException elsewhere',
  documented(`${s3Errors}; ${dynamodbErrors}`),
  async () => {
    const upload = { ...(await signer.sign(put)), body: 'pixelz' };
    expect(await outcome(upload)).toBe('400 XAmzContentSHA256Mismatch');
    const query = await signer.sign(describe);
    expect(await outcome({ ...query, body: `${describe.body ?? ''} ` })).toBe('400 InvalidSignatureException');
  },
);

door.covers(
  'A signed method, path, query parameter or header that was changed is 403 SignatureDoesNotMatch on S3',
  documented(s3Errors),
  async () => {
    const signed = await signer.sign({ ...put, query: { 'x-id': 'PutObject' } });
    const changes = [
      { ...signed, method: 'DELETE' },
      { ...signed, url: signed.url.replace('/signed/', '/signet/') },
      { ...signed, url: signed.url.replace('PutObject', 'GetObject') },
      { ...signed, url: `${signed.url}&acl=` },
      { ...signed, headers: { ...signed.headers, 'content-type': 'text/html' } },
    ];
    expect(await outcome(signed)).toBe('200');
    for (const changed of changes) expect(await outcome(changed)).toBe('403 SignatureDoesNotMatch');
  },
);

door.covers(
  'An x-amz-* header that is not signed is 403 AccessDenied on S3, with the header’s name in HeadersNotSigned',
  seenByOthers('soto-project/soto#374'),
  async () => {
    const signed = await signer.sign(put);
    const { status, code, body } = await send({ ...signed, headers: { ...signed.headers, 'x-amz-meta-a': '1' } });
    expect([status, code]).toEqual([403, 'AccessDenied']);
    expect(body).toContain('There were headers present in the request which were not signed');
    expect(body).toContain('<HeadersNotSigned>x-amz-meta-a</HeadersNotSigned>');
  },
);

door.covers(
  'An x-amz-* header that is not signed is 400 InvalidSignatureException on the JSON services',
  assumed('documented is that such headers must be signed, not what each service answers'),
  async () => {
    const signed = await signer.sign(describe);
    const headers = { ...signed.headers, 'x-amz-added': '1' };
    expect(await outcome({ ...signed, headers })).toBe('400 InvalidSignatureException');
  },
);

door.covers(
  'A scope with another region is 400 AuthorizationHeaderMalformed on S3, which names the region that it expects, and 400 InvalidSignatureException elsewhere',
  documented(
    `${s3Errors}; IAM User Guide, Troubleshoot Signature Version 4: "Credential should be scoped to a valid Region"`,
  ),
  async () => {
    const region = target.client.region === 'eu-west-1' ? 'us-east-1' : 'eu-west-1';
    const { code, body } = await send(await signer.sign(put, { region }));
    expect(code).toBe('AuthorizationHeaderMalformed');
    expect(body).toContain(`<Region>${target.client.region}</Region>`);
    expect(await outcome(signer.sign(describe, { region }))).toBe('400 InvalidSignatureException');
  },
);

door.covers(
  'A scope with another service is refused: S3 answers AuthorizationHeaderMalformed, and a service is never called with a signature for another',
  documented('IAM User Guide, Troubleshoot Signature Version 4: "Credential should be scoped to correct service"'),
  async () => {
    // Which service a call is for follows from its host on AWS, and from its scope where one host serves all.
    for (const service of ['dynamodb', 'sqs']) expect(await outcome(signer.sign(put, { service }))).toMatch(/^4/);
    expect(await outcome(signer.sign(describe, { service: 's3' }))).toMatch(/^[45]/);
  },
);

door.covers(
  'An access key that does not exist is 403 InvalidAccessKeyId on S3 and 400 UnrecognizedClientException elsewhere; a wrong secret is 403 SignatureDoesNotMatch and 400 InvalidSignatureException',
  documented(`${s3Errors}; ${dynamodbErrors}`),
  async () => {
    const accessKeyId = 'AKIAAAAAAAAAAAAAAAAA';
    expect(await outcomes({ accessKeyId })).toEqual(['403 InvalidAccessKeyId', '400 UnrecognizedClientException']);
    const secretAccessKey = 'wrong';
    expect(await outcomes({ secretAccessKey })).toEqual(['403 SignatureDoesNotMatch', '400 InvalidSignatureException']);
  },
);

door.covers(
  'A request without a signature is 403 AccessDenied on S3 and 400 MissingAuthenticationTokenException elsewhere',
  documented(`${s3Errors}; ${dynamodbErrors}`),
  async () => {
    const { url, method, body, headers } = await signer.sign(put);
    const { 'content-type': type = '' } = headers;
    expect(await outcome({ url, method, body, headers: { 'content-type': type } })).toBe('403 AccessDenied');
    const unsigned = { ...(await signer.sign(describe)), headers: describe.headers ?? {} };
    expect(await outcome(unsigned)).toBe('400 MissingAuthenticationTokenException');
  },
);

door.covers(
  'An Authorization header that cannot be read is 400 AuthorizationHeaderMalformed on S3 and 400 IncompleteSignatureException elsewhere',
  documented(`${s3Errors}; ${dynamodbErrors}`),
  async () => {
    const cut = async (call: Call) => {
      const signed = await signer.sign(call);
      const authorization = signed.headers['authorization']?.replace(/, Signature=.*/, '') ?? '';
      return outcome({ ...signed, headers: { ...signed.headers, authorization } });
    };
    expect(await cut(put)).toBe('400 AuthorizationHeaderMalformed');
    expect(await cut(describe)).toBe('400 IncompleteSignatureException');
  },
);

door.covers(
  'S3 wants to be told the hash of a body: without x-amz-content-sha256 it is 400 InvalidRequest',
  seenByOthers('aws/aws-cli#2138'),
  async () => {
    expect(await outcome(signer.sign(put, { unhashed: true }))).toBe('400 InvalidRequest');
  },
);

door.covers(
  'Lambda and SQS refuse a signature with 403 where the other JSON services answer 400',
  assumed('their API references list 403 for a wrong key or token; for a wrong signature nothing was found'),
  async () => {
    const invoke = `/2015-03-31/functions/${target.output('CallerName')}/invocations`;
    const calls: Call[] = [
      { service: 'lambda', path: invoke, body: '{}' },
      { service: 'sqs', headers: { 'x-amz-target': 'AmazonSQS.ReceiveMessage' }, body: '{}' },
    ];
    for (const call of calls) {
      const { status } = await send(await signer.sign(call, { secretAccessKey: 'wrong' }));
      expect(status).toBe(403);
    }
  },
);
