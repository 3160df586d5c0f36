import { createHash, createHmac } from 'node:crypto';

/** The parts of a request that its signature covers. */
export interface Signable {
  method: string;
  /** Percent-encoded, as sent. */
  path: string;
  /** Decoded, without `X-Amz-Signature`. */
  query: readonly (readonly [name: string, value: string])[];
  /** Lower-case names; all that `signedHeaders` names. */
  headers: Readonly<Record<string, string>>;
  signedHeaders: readonly string[];
  /** Hex SHA-256 of the body, or one of S3's words for a body that is not hashed. */
  payloadHash: string;
  /** S3 signs the path encoded once; all others encode the sent path again, without empty and dot segments. */
  encoding: 'once' | 'twice';
}

/** Who signs what and when: `20201122/us-east-1/s3/aws4_request` in parts. */
export interface CredentialScope {
  date: string;
  region: string;
  service: string;
}

/** The canonical request of Signature Version 4. Throws a URIError when the path is not well encoded. */
export function canonicalRequest(signable: Signable): string {
  const names = [...signable.signedHeaders].sort();
  return [
    signable.method,
    signable.encoding === 'once' ? encodedOnce(signable.path) : encodedTwice(signable.path),
    canonicalQuery(signable.query),
    ...names.map((name) => `${name}:${trimmed(signable.headers[name] ?? '')}`),
    '',
    names.join(';'),
    signable.payloadHash,
  ].join('\n');
}

/** Hex HMAC over the string to sign; `timestamp` in the form `20201122T110000Z`. */
export function signatureOf(request: string, scope: CredentialScope, timestamp: string, secret: string): string {
  const { date, region, service } = scope;
  const scopeText = [date, region, service, 'aws4_request'].join('/');
  const stringToSign = ['AWS4-HMAC-SHA256', timestamp, scopeText, sha256(request)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, stringToSign).toString('hex');
}

/** Percent-encodes all but RFC 3986's unreserved characters. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function encodedOnce(path: string): string {
  const segments = path.split('/').map((segment) => percentEncode(decodeURIComponent(segment)));
  return segments.join('/');
}

function encodedTwice(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(percentEncode(segment));
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

function canonicalQuery(query: Signable['query']): string {
  const pairs = query.map(([name, value]) => [percentEncode(name), percentEncode(value)] as const);
  return pairs
    .sort(([a, x], [b, y]) => order(a, b) || order(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function trimmed(value: string): string {
  return value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '');
}
