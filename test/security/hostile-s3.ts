import fc from 'fast-check';

/** A request as it stands on the wire, before anybody has made it valid. */
export interface RawRequest {
  kind: string;
  method: string;
  target: string;
  headers: Record<string, string>;
  body: string;
}

/** What an attacker holds. */
export interface Loot {
  bucket: string;
  /** The key of the victim's photo. */
  key: string;
  /** Links of the attacker's own. */
  view: string;
  upload: string;
}

const methods = ['GET', 'HEAD', 'PUT', 'DELETE', 'POST', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND'];

/** Headers that S3 reads. */
const headers: fc.Arbitrary<Record<string, string>> = fc
  .record(
    {
      range: fc.constantFrom(
        'bytes=0-',
        'bytes=-1',
        'bytes=5-2',
        'bytes=99999999999999999999-',
        'bytes=0-0,2-3',
        'lines=1',
        'bytes=--1',
      ),
      'if-match': fc.constantFrom('*', '""', 'W/"a"', ',,,'),
      'if-none-match': fc.constantFrom('*', '"a", *', ''),
      'if-modified-since': fc.constantFrom('never', 'Thu, 01 Jan 1970 00:00:00 GMT', '-1'),
      'content-md5': fc.constantFrom('', 'AAAA', '1B2M2Y8AsgTpgAmY7PhCfg=='),
      'x-amz-checksum-sha256': fc.constantFrom('', 'AAAA', '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='),
      'x-amz-content-sha256': fc.constantFrom(
        '',
        'UNSIGNED-PAYLOAD',
        'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        'a'.repeat(64),
      ),
      'x-amz-decoded-content-length': fc.constantFrom('-1', '0', '999999999999', 'a'),
      'x-amz-copy-source': fc.constantFrom('/', '%2e%2e', 'bucket/key'),
      'x-amz-date': fc.constantFrom('', '20260101T000000Z', '99999999T999999Z'),
      'x-amz-security-token': fc.constantFrom('', 'a'),
      'content-encoding': fc.constantFrom('aws-chunked', 'gzip'),
      origin: fc.constantFrom('null', 'https://elsewhere.example', '*'),
      'access-control-request-method': fc.constantFrom('PUT', '', 'a b'),
      expect: fc.constant('100-continue'),
      authorization: fc.constantFrom(
        'AWS a:b',
        'AWS4-HMAC-SHA256 Credential=a',
        'AWS4-ECDSA-P256-SHA256 a',
        'Bearer a',
      ),
      host: fc.constantFrom('localhost', 'photos.s3.amazonaws.com', '[::1]:80', ''),
    },
    { requiredKeys: [] },
  )
  .map((given) => ({ ...given }));

const queries = [
  ...[
    '',
    '?',
    '?list-type=2',
    '?list-type=2&prefix=uploads/&max-keys=-1',
    '?list-type=2&continuation-token=%00',
    '?acl',
  ],
  ...[
    '?policy',
    '?delete',
    '?uploads',
    '?versions',
    '?X-Amz-Signature=a',
    '?X-Amz-Algorithm=AWS4-HMAC-SHA256',
    '?%',
    '?%zz=1',
  ],
  ...['?response-content-type=text/html', '?x-amz-security-token=a', '?__proto__=a', `?${'a=b&'.repeat(1000)}`],
];

function targets({ bucket, key }: Loot): fc.Arbitrary<string> {
  const segments = [
    '..',
    '.',
    '%2e%2e',
    '%2E%2E%2F',
    '%2f',
    '%5c',
    '%00',
    '%',
    '%zz',
    '%ff',
    '%c0%ae',
    '',
    '__proto__',
  ];
  const known = [bucket, key, ...key.split('/'), 'uploads', `${bucket}/../${bucket}`];
  const paths = fc.oneof(
    fc.constantFrom('/', '//', '///', '*', '/*', 'http://elsewhere.example/', `/${'a'.repeat(8000)}`),
    fc.constantFrom(`/${bucket}/${key}`, `/${bucket}//${key}`, `/${bucket}/./${key}`, `/${bucket}/a/../${key}`),
    fc
      .array(fc.constantFrom(...segments, ...known), { minLength: 1, maxLength: 6 })
      .map((parts) => `/${bucket}/${parts.join('/')}`),
    fc.string().map((text) => `/${bucket}/${encodeURIComponent(text)}`),
  );
  return fc.tuple(paths, fc.constantFrom(...queries)).map(([path, query]) => path + query);
}

const bodies = fc.constantFrom(
  '',
  'a',
  '<Delete><Object><Key>a</Key></Object></Delete>',
  '<!DOCTYPE a [<!ENTITY b "c">]><Delete>&b;</Delete>',
  'a'.repeat(100_000),
);

/** Requests with nothing that vouches for them, but for what they claim themselves. */
function unsigned(loot: Loot): fc.Arbitrary<RawRequest> {
  return fc.record({
    kind: fc.constant('unsigned'),
    method: fc.constantFrom(...methods),
    target: targets(loot),
    headers,
    body: bodies,
  });
}

/** A good link, changed in one place or two, or used for something else. */
function tampered(loot: Loot): fc.Arbitrary<RawRequest> {
  const change = fc.tuple(fc.nat(2000), fc.constantFrom('', '0', 'A', '%', '&', '..', '/', '%2e', '%00'), fc.nat(3));
  const link = fc
    .tuple(fc.constantFrom(loot.view, loot.upload), fc.array(change, { maxLength: 2 }))
    .map(([url, changes]) => {
      const { pathname, search } = new URL(url);
      return changes.reduce((target, [at, put, cut]) => {
        const from = 1 + (at % (target.length - 1));
        return target.slice(0, from) + put + target.slice(from + cut);
      }, pathname + search);
    });
  const other = fc
    .constantFrom(loot.view, loot.upload)
    .map((url) => `/${loot.bucket}/${loot.key}${new URL(url).search}`);
  const target = fc.oneof({ weight: 3, arbitrary: link }, { weight: 1, arbitrary: other });
  return fc.record({
    kind: fc.constant('link'),
    method: fc.constantFrom('GET', 'GET', ...methods),
    target,
    headers,
    body: bodies,
  });
}

/** What a role without any right in S3 signs, and the operator, who has all: then only what is asked is hostile. */
export interface ToBeSigned extends RawRequest {
  by: 'role' | 'operator';
}

/** The signer says these itself. */
function withoutClaims(given: Record<string, string>): Record<string, string> {
  const claims = ['authorization', 'host', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256', 'expect'];
  return Object.fromEntries(Object.entries(given).filter(([name]) => !claims.includes(name)));
}

export function signedS3(loot: Loot): fc.Arbitrary<ToBeSigned> {
  const asked = (by: ToBeSigned['by'], target: fc.Arbitrary<string>) =>
    fc.record({
      kind: fc.constant(by),
      by: fc.constant(by),
      method: fc.constantFrom('GET', 'PUT', 'HEAD', 'DELETE', 'POST'),
      target,
      headers: headers.map(withoutClaims),
      body: bodies,
    });
  const elsewhere = targets({ ...loot, key: 'elsewhere/key' });
  return fc.oneof(asked('role', targets(loot)), asked('operator', elsewhere));
}

export function unsignedS3(loot: Loot): fc.Arbitrary<RawRequest> {
  return fc.oneof(unsigned(loot), tampered(loot));
}
