import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../services/service.ts';
import type { SignedRequest } from '../../services/service.ts';
import { Sha256 } from '../../testing/sha256.ts';
import { percentEncode } from './canonical.ts';
import { verify } from './verify.ts';
import type { Verifier } from './verify.ts';

const role = { kind: 'role', arn: 'arn:aws:iam::000000000000:role/Uploader' } as const;
const credentials = { accessKeyId: 'ASIAAAAAAAAAAAAAAAAA', secretAccessKey: 'secret', sessionToken: 'token/+=' };
const now = Date.parse('2020-11-22T11:00:00Z');
const verifier: Verifier = {
  region: 'us-east-1',
  now: () => now,
  holderOf: (accessKeyId) =>
    accessKeyId === credentials.accessKeyId ? { ...credentials, principal: role } : undefined,
};

interface Call {
  method: string;
  /** Decoded segments. */
  path: string[];
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string;
}

interface Signing {
  service?: string;
  region?: string;
  at?: number;
  secret?: string;
  token?: string;
  key?: string;
}

function signer({ service = 's3', region = 'us-east-1', secret, token, key }: Signing) {
  return new SignatureV4({
    service,
    region,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
    applyChecksum: service === 's3',
    credentials: {
      accessKeyId: key ?? credentials.accessKeyId,
      secretAccessKey: secret ?? credentials.secretAccessKey,
      sessionToken: token ?? credentials.sessionToken,
    },
  });
}

const unsigned = ({ method, path, query, headers, body }: Call) => ({
  method,
  protocol: 'http:',
  hostname: '127.0.0.1',
  path: `/${path.map(percentEncode).join('/')}`,
  query,
  headers: { host: '127.0.0.1:4002', ...headers },
  body,
});

type Sent = Awaited<ReturnType<SignatureV4['sign']>> & ReturnType<typeof unsigned>;

function onTheWire(sent: Sent, body: string): SignedRequest {
  const query = Object.entries(sent.query).map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
  const headers = Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method: sent.method,
    target: query.length > 0 ? `${sent.path}?${query.join('&')}` : sent.path,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.from(body),
  };
}

async function signed(call: Call, signing: Signing = {}): Promise<SignedRequest> {
  const sent = await signer(signing).sign(unsigned(call), { signingDate: new Date(signing.at ?? now) });
  return onTheWire(sent as Sent, call.body);
}

async function presigned(call: Call, signing: Signing & { expiresIn?: number } = {}): Promise<SignedRequest> {
  const sent = await signer(signing).presign(
    { ...unsigned(call), headers: { ...unsigned(call).headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
    {
      signingDate: new Date(signing.at ?? now),
      expiresIn: signing.expiresIn ?? 900,
      unhoistableHeaders: new Set(Object.keys(call.headers)),
    },
  );
  return onTheWire(sent as Sent, call.body);
}

const put: Call = {
  method: 'PUT',
  path: ['uploads', 'owner', 'a photo (1)+é.jpg'],
  query: { partNumber: '1' },
  headers: { 'content-type': 'image/jpeg', 'x-amz-checksum-sha256': 'abc=' },
  body: 'pixels',
};

function codeOf(request: SignedRequest, service = 's3', at = now): string {
  try {
    verify(request, service, { ...verifier, now: () => at });
    return 'accepted';
  } catch (error) {
    return error instanceof AwsError ? `${String(error.status)} ${error.code}` : String(error);
  }
}

const callArbitrary: fc.Arbitrary<Call> = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD'),
  path: fc.array(
    fc.string({ minLength: 1, unit: 'grapheme' }).filter((part) => part !== '.' && part !== '..'),
    { maxLength: 5 },
  ),
  query: fc.dictionary(
    fc.string({ minLength: 1, unit: 'grapheme' }).filter((name) => !/^(x-amz-|__proto__)/i.test(name)),
    fc.string({ unit: 'grapheme' }),
  ),
  headers: fc.dictionary(
    fc.stringMatching(/^(x-amz-meta|x-own)-[a-z0-9]{1,8}$/),
    fc.string({ unit: fc.constantFrom('a', 'B', '7', ' ', '\t', ',', '=', '"') }),
  ),
  body: fc.string(),
});

describe('verify', () => {
  it.each(['s3', 'sqs'])('accepts whatever the SDK signs for %s', async (service) => {
    await fc.assert(
      fc.asyncProperty(callArbitrary, async (call) => {
        const { principal } = verify(await signed(call, { service }), service, verifier);
        expect(principal).toEqual(role);
      }),
    );
  });

  it('accepts whatever the SDK presigns', async () => {
    await fc.assert(
      fc.asyncProperty(callArbitrary, async (call) => {
        expect(verify(await presigned(call), 's3', verifier).claim.expires).toBe(900);
      }),
    );
  });

  it('refuses a request of which anything signed was changed', async () => {
    const requests = [await signed(put), await presigned(put)];
    const changes: Record<string, (request: SignedRequest) => SignedRequest> = {
      method: (request) => ({ ...request, method: 'POST' }),
      path: (request) => ({ ...request, target: request.target.replace('owner', 'other') }),
      query: (request) => ({ ...request, target: request.target.replace('partNumber=1', 'partNumber=2') }),
      'another parameter': (request) => ({ ...request, target: `${request.target}&acl=` }),
      header: (request) => ({ ...request, headers: { ...request.headers, 'content-type': 'text/html' } }),
      host: (request) => ({ ...request, headers: { ...request.headers, host: 'elsewhere' } }),
    };
    for (const request of requests) {
      expect(codeOf(request)).toBe('accepted');
      for (const change of Object.values(changes)) expect(codeOf(change(request))).toBe('403 SignatureDoesNotMatch');
    }
  });

  it('refuses a request of which any one character was changed, whatever it was', async () => {
    const position = fc.nat(10_000);
    await fc.assert(
      fc.asyncProperty(
        callArbitrary,
        fc.constantFrom('sqs', 's3'),
        fc.boolean(),
        position,
        async (call, own, inUrl, at) => {
          const request = await (inUrl ? presigned(call) : signed(call, { service: own }));
          const service = inUrl ? 's3' : own;
          expect(verify(request, service, verifier).principal).toEqual(role);
          // Not the scheme's own words, whose refusals have names of their own.
          const names = Object.keys(request.headers).filter((name) => /^(host|x-own|x-amz-meta)/.test(name));
          const name = names[at % names.length] ?? 'host';
          const header = { ...request.headers, [name]: `${request.headers[name] ?? ''}x` };
          const [path = '', query = ''] = request.target.split('?');
          const cut = at % (path.length + 1);
          const target = `${path.slice(0, cut)}x${path.slice(cut)}${query && `?${query}`}`;
          for (const changed of [
            { ...request, headers: header },
            { ...request, target: target.startsWith('/') ? target : `/${target}` },
            { ...request, method: request.method === 'GET' ? 'PUT' : 'GET' },
            { ...request, target: `${request.target}${query ? '&' : '?'}more=1` },
          ])
            expect(() => verify(changed, service, verifier)).toThrow(AwsError);
        },
      ),
    );
  });

  it('refuses a body that is not the one that was signed', async () => {
    const body = Buffer.from('other pixels');
    expect(codeOf({ ...(await signed(put)), body })).toBe('400 XAmzContentSHA256Mismatch');
    expect(codeOf({ ...(await signed(put, { service: 'sqs' })), body }, 'sqs')).toBe('403 InvalidSignatureException');
  });

  it('refuses x-amz headers that are not signed', async () => {
    for (const request of [await signed(put), await presigned(put)]) {
      const headers = { ...request.headers, 'x-amz-acl': 'public-read' };
      expect(codeOf({ ...request, headers })).toBe('403 AccessDenied');
    }
  });

  it.each<[string, Signing, string, string]>([
    [
      'a secret that is not the key holder’s',
      { secret: 'guess' },
      '403 SignatureDoesNotMatch',
      '400 InvalidSignatureException',
    ],
    ['an unknown key', { key: 'ASIABBBBBBBBBBBBBBBB' }, '403 InvalidAccessKeyId', '400 UnrecognizedClientException'],
    ['another session token', { token: 'other' }, '400 InvalidToken', '400 UnrecognizedClientException'],
    ['another region', { region: 'eu-west-1' }, '400 AuthorizationHeaderMalformed', '400 InvalidSignatureException'],
    ['an old request', { at: now - 16 * 60_000 }, '403 RequestTimeTooSkewed', '400 InvalidSignatureException'],
    ['a request of the future', { at: now + 16 * 60_000 }, '403 RequestTimeTooSkewed', '400 InvalidSignatureException'],
  ])('refuses %s, each service in its own words', async (_name, signing, s3, json) => {
    expect(codeOf(await signed(put, signing))).toBe(s3);
    expect(codeOf(await signed(put, { ...signing, service: 'dynamodb' }), 'dynamodb')).toBe(json);
  });

  it('refuses a signature for another service', async () => {
    expect(codeOf(await signed(put, { service: 'sqs' }), 's3')).toBe('400 AuthorizationHeaderMalformed');
  });

  it('lets a presigned URL live exactly as long as it says', async () => {
    const request = await presigned(put, { expiresIn: 60 });
    expect(codeOf(request, 's3', now + 60_000)).toBe('accepted');
    expect(codeOf(request, 's3', now + 60_001)).toBe('403 AccessDenied');
    expect(codeOf(request, 's3', now - 16 * 60_000)).toBe('403 AccessDenied');
    expect(() => verify(request, 's3', { ...verifier, now: () => now + 60_001 })).toThrow('Request has expired');
  });

  it.each([
    ['no signature', (target: string) => target.split('?')[0] ?? '', '403 AccessDenied'],
    [
      'a signature cut short',
      (target: string) => target.replace(/(X-Amz-Signature=)[0-9a-f]{2}/, '$1'),
      '400 AuthorizationQueryParametersError',
    ],
    [
      'more than a week',
      (target: string) => target.replace('X-Amz-Expires=900', 'X-Amz-Expires=604801'),
      '400 AuthorizationQueryParametersError',
    ],
    [
      'an expiry given twice',
      (target: string) => `${target}&X-Amz-Expires=900`,
      '400 AuthorizationQueryParametersError',
    ],
    ['a bad escape', (target: string) => `${target}&x=%zz`, '403 SignatureDoesNotMatch'],
  ])('refuses a URL with %s', async (_name, change, code) => {
    const request = await presigned({ ...put, headers: {} });
    expect(codeOf({ ...request, target: change(request.target) })).toBe(code);
  });

  it('refuses an Authorization header it cannot read, and one without a date', async () => {
    const request = await signed(put);
    const undated = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'x-amz-date'));
    expect(codeOf({ ...request, headers: undated })).toBe('403 AccessDenied');
    const basic = { ...request, headers: { ...request.headers, authorization: 'Basic cm9vdDpyb290' } };
    expect(codeOf(basic)).toBe('400 AuthorizationHeaderMalformed');
    expect(codeOf(basic, 'dynamodb')).toBe('400 IncompleteSignatureException');
  });

  it('refuses signed streams by name', async () => {
    const headers = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' };
    const request = await signed({ ...put, headers });
    expect(() => verify(request, 's3', verifier)).toThrow('STREAMING-AWS4-HMAC-SHA256-PAYLOAD');
  });
});
