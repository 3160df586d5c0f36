import { AwsError, type AwsRequest } from '../service.ts';
import { notImplemented } from './errors.ts';

export type OperationName =
  'PutObject' | 'GetObject' | 'HeadObject' | 'DeleteObject' | 'DeleteObjects' | 'ListObjectsV2';

/** What a request asks for, path-style: `/bucket/key`. */
export interface Route {
  operation: OperationName;
  bucket: string;
  /** Empty for operations on a bucket. */
  key: string;
}

const objectOperations: Readonly<Record<string, OperationName>> = {
  PUT: 'PutObject',
  GET: 'GetObject',
  HEAD: 'HeadObject',
  DELETE: 'DeleteObject',
};

const overrides = ['type', 'language', 'expires', 'cache-control', 'content-disposition', 'content-encoding'];
const responseParameters = overrides.map(
  (name) => `response-${/^(type|language)$/.test(name) ? 'content-' : ''}${name}`,
);

/** The query parameters that each operation understands, beside those of signatures and SDKs. */
const parameters: Readonly<Record<OperationName, string[]>> = {
  PutObject: [],
  GetObject: responseParameters,
  HeadObject: responseParameters,
  DeleteObject: [],
  DeleteObjects: ['delete'],
  ListObjectsV2: ['list-type', 'prefix', 'max-keys', 'continuation-token', 'start-after'],
};

export function pathOf(url: URL): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(decode(url.pathname)) ?? [];
  return { bucket, key };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

/** Throws NotImplemented, by name, for what S3 would do and this service does not. */
export function routeOf({ method, url, headers }: Pick<AwsRequest, 'method' | 'url' | 'headers'>): Route {
  const { bucket, key } = pathOf(url);
  const operation = key === '' ? bucketOperation(method, bucket, url.searchParams) : objectOperations[method];
  if (operation === undefined) {
    if (method === 'POST') throw notImplemented(`POST on an object with ${[...url.searchParams.keys()].join(', ')}`);
    throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, {
      Method: method,
      ResourceType: key === '' ? 'BUCKET' : 'OBJECT',
    });
  }
  for (const name of url.searchParams.keys()) {
    if (name === 'x-id' || /^x-amz-/i.test(name) || parameters[operation].includes(name)) continue;
    throw notImplemented(`The query parameter ${name} of ${operation}`);
  }
  if ('x-amz-copy-source' in headers) throw notImplemented('CopyObject');
  if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long');
  return { operation, bucket, key };
}

function bucketOperation(method: string, bucket: string, query: URLSearchParams): OperationName | undefined {
  if (bucket === '') throw notImplemented('ListBuckets');
  if (method === 'POST' && query.has('delete')) return 'DeleteObjects';
  if (method === 'GET' && query.get('list-type') === '2') return 'ListObjectsV2';
  if (['GET', 'HEAD', 'PUT', 'POST', 'DELETE'].includes(method)) {
    throw notImplemented(`${method} on a bucket${query.size > 0 ? ` with ${[...query.keys()].join(', ')}` : ''}`);
  }
  return undefined;
}
