import { AwsError, type AwsRequest, type AwsResponse } from '../service.ts';
import { checksumHeaders } from './checksums.ts';
import { invalidRequest, preconditionFailed } from './errors.ts';
import type { ObjectRecord } from './object-store.ts';

/** The headers that describe an object. */
export function objectHeaders(record: ObjectRecord): Record<string, string> {
  return {
    ...record.headers,
    etag: record.etag,
    'last-modified': new Date(record.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

/**
 * The answer to GetObject and HeadObject: the whole, a range (206), or nothing because the client has it (304).
 * Throws PreconditionFailed and InvalidRange.
 */
export function objectResponse(record: ObjectRecord, body: Buffer, request: AwsRequest): AwsResponse {
  const headers = { ...objectHeaders(record), ...overriddenHeaders(request) };
  if (notModified(record, request.headers)) return { status: 304, headers: withoutContent(headers) };
  const range = readRange(request.headers['range'], record.size);
  if (range) {
    const [first, last] = range;
    const length = {
      'content-length': String(last - first + 1),
      'content-range': `bytes ${first}-${last}/${record.size}`,
    };
    return { status: 206, headers: { ...headers, ...length }, body: body.subarray(first, last + 1) };
  }
  const checksum = request.headers['x-amz-checksum-mode'] === 'ENABLED' ? checksumHeaders(record.checksum) : {};
  return { status: 200, headers: { ...headers, ...checksum, 'content-length': String(record.size) }, body };
}

/** `response-content-type` and its like: headers that a signed request chooses for its answer. */
function overriddenHeaders({ url, principal }: AwsRequest): Record<string, string> {
  const chosen = [...url.searchParams].filter(([name]) => name.startsWith('response-'));
  if (chosen.length > 0 && principal.kind === 'anonymous') {
    throw invalidRequest('Request specific response headers cannot be used for anonymous GET requests.');
  }
  return Object.fromEntries(chosen.map(([name, value]) => [name.slice('response-'.length), value] as const));
}

/** Entity tags count before dates, as in RFC 9110. */
function notModified(record: ObjectRecord, headers: AwsRequest['headers']): boolean {
  const matches = (tags: string) =>
    tags.split(',').some((tag) => ['*', record.etag, record.etag.slice(1, -1)].includes(tag.trim()));
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  const modifiedSince = (date: string) => record.lastModified > Date.parse(date);
  const { 'if-modified-since': ifModifiedSince, 'if-unmodified-since': ifUnmodifiedSince } = headers;
  if (ifMatch !== undefined && !matches(ifMatch)) throw preconditionFailed('If-Match');
  if (ifMatch === undefined && ifUnmodifiedSince !== undefined && modifiedSince(ifUnmodifiedSince)) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch);
  return ifModifiedSince !== undefined && record.lastModified <= Date.parse(ifModifiedSince);
}

function withoutContent(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
}

/** First and last byte. A header that is not one range of bytes counts as none, as in S3. */
function readRange(header: string | undefined, size: number): [first: number, last: number] | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (header === undefined || from === undefined || to === undefined || from + to === '') return undefined;
  const first = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < first) return undefined;
  if (first > last) {
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: header,
      ActualObjectSize: String(size),
    });
  }
  return [first, last];
}
