import { AwsError } from '../service.ts';
import type { ObjectRecord } from './object-store.ts';
import { namespace, renderXml } from './xml.ts';

interface Listed {
  key: string;
  record: ObjectRecord;
}

/** One page of a bucket's objects as ListObjectsV2 gives it. `objects` are those with the prefix, in key order. */
export async function listPage(
  bucket: string,
  query: URLSearchParams,
  objects: AsyncIterable<Listed>,
): Promise<string> {
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after');
  const max = readMaxKeys(query.get('max-keys'));
  const after = token === null ? (startAfter ?? '') : readToken(token);
  const { page, more } = await take(objects, after, max);
  const last = page.at(-1);
  return renderXml({
    ListBucketResult: {
      ...namespace,
      Name: bucket,
      Prefix: query.get('prefix') ?? '',
      ...(startAfter !== null && { StartAfter: startAfter }),
      ...(token !== null && { ContinuationToken: token }),
      KeyCount: page.length,
      MaxKeys: max,
      IsTruncated: more,
      ...(more && last && { NextContinuationToken: Buffer.from(last.key).toString('base64') }),
      Contents: page.map(content),
    },
  });
}

const content = ({ key, record }: Listed) => ({
  Key: key,
  LastModified: new Date(record.lastModified).toISOString(),
  ETag: record.etag,
  Size: record.size,
  StorageClass: 'STANDARD',
});

async function take(
  objects: AsyncIterable<Listed>,
  after: string,
  max: number,
): Promise<{ page: Listed[]; more: boolean }> {
  const page: Listed[] = [];
  const start = Buffer.from(after);
  for await (const object of objects) {
    if (Buffer.compare(Buffer.from(object.key), start) <= 0) continue;
    if (page.length === max) return { page, more: max > 0 };
    page.push(object);
  }
  return { page, more: false };
}

function readMaxKeys(text: string | null): number {
  if (text === null) return 1000;
  if (!/^\d+$/.test(text))
    throw invalidArgument('Provided max-keys not an integer or within integer range', 'max-keys', text);
  return Math.min(Number(text), 1000);
}

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64').toString();
  if (key === '') throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  return key;
}

function invalidArgument(message: string, name: string, value: string): AwsError {
  return new AwsError('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });
}
