import { createHash } from 'node:crypto';
import { AwsError } from '../service.ts';
import { checksumHeaders, verifyIntegrity } from './checksums.ts';
import { noSuchKey, notImplemented, preconditionFailed } from './errors.ts';
import type { ObjectRecord, Precondition } from './object-store.ts';

type Headers = Readonly<Record<string, string>>;

const kept = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** Headers in S3's own name space that PutObject may carry. */
const understood =
  /^x-amz-(meta-.*|checksum-.*|sdk-checksum-algorithm|content-sha256|decoded-content-length|date|security-token|user-agent)$/;

/** Checks what PutObject says about a body, and gives the object's description. Throws as S3 refuses. */
export function describeObject(headers: Headers, body: Buffer, now: number): Omit<ObjectRecord, 'file' | 'size'> {
  refuseUnknown(headers);
  if (body.length > 5 * 1024 ** 3) {
    throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  }
  const checksum = verifyIntegrity(headers, body);
  return {
    etag: `"${createHash('md5').update(body).digest('hex')}"`,
    lastModified: Math.floor(now / 1000) * 1000,
    headers: keptHeaders(headers),
    ...(checksum && { checksum }),
  };
}

/** S3 takes a body only when it is told its length. */
export function requireLength(headers: Headers): void {
  if ('content-length' in headers) return;
  throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
}

export function putHeaders({ etag, checksum }: Pick<ObjectRecord, 'etag' | 'checksum'>): Record<string, string> {
  return { etag, ...checksumHeaders(checksum) };
}

/** `if-none-match: *` takes a new object only, `if-match` only the replacement of that very one. */
export function writeCondition(headers: Headers, key: string): Precondition {
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = headers;
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    throw notImplemented('An if-none-match other than * on a write');
  return (existing) => {
    if (ifNoneMatch !== undefined && existing) throw preconditionFailed('If-None-Match');
    if (ifMatch === undefined) return;
    if (!existing) throw noSuchKey(key);
    if (ifMatch.replaceAll('"', '') !== existing.etag.replaceAll('"', '')) throw preconditionFailed('If-Match');
  };
}

function refuseUnknown(headers: Headers): void {
  const unknown = Object.keys(headers).find((name) => name.startsWith('x-amz-') && !understood.test(name));
  if (unknown !== undefined) throw notImplemented(`The header ${unknown}`);
  // The front door has unwrapped what it can.
  if (headers['content-encoding']?.includes('aws-chunked')) throw notImplemented('This payload in chunks');
}

function keptHeaders(headers: Headers): Record<string, string> {
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  const size = metadata.reduce((sum, [name, value]) => sum + name.length - 'x-amz-meta-'.length + value.length, 0);
  if (size > 2048) {
    throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
  }
  const content = Object.entries(headers).filter(([name]) => kept.includes(name));
  return { 'content-type': 'binary/octet-stream', ...Object.fromEntries([...content, ...metadata]) };
}
