/**
 * S3: a small object store on disk, path-style.
 *
 * Covered: PutObject (content-md5 and x-amz-checksum-sha256, -sha1 and -crc32 are verified, if-none-match: * and
 * if-match honoured), GetObject and HeadObject (ranges, conditions, response-* overrides, checksum mode), DeleteObject,
 * DeleteObjects, ListObjectsV2; CORS by the bucket's rules; "Object Created" and "Object Deleted" on EventBridge's
 * default bus when the bucket's EventBridge configuration is there, committed in one write with the change itself.
 * A missing object is AccessDenied for those who may not list the bucket.
 *
 * Refused by name (NotImplemented): every other operation, subresource, `x-amz-` header of PutObject and query
 * parameter, other checksum algorithms, payloads in chunks; at boot, bucket properties that are not known.
 *
 * Lifecycle rules expire objects by their prefix, within an hour of the midnight on which they are due.
 *
 * Without effect: encryption, public access blocks, ownership controls, tags.
 * No checksum is made up where the client sent none. Checksums in the query of a presigned URL are ignored, as S3 does.
 * Bucket policies are evaluated by the front door.
 */
import { hourly } from '../hourly.ts';
import { physicalName } from '../properties.ts';
import {
  AwsError,
  type AwsEndpoint,
  type AwsRequest,
  type AwsResponse,
  type Cloud,
  type ResourceKind,
  type Service,
  type Services,
} from '../service.ts';
import type { Bucket } from './bucket.ts';
import { preflight, withCors } from './cors.ts';
import { errorResponse, requestIds } from './errors.ts';
import { objectHeaders } from './get-object.ts';
import { expireObjects } from './lifecycle.ts';
import { S3 } from './operations.ts';
import { pathOf, routeOf } from './route.ts';

const bucketKind: ResourceKind = {
  type: 'AWS::S3::Bucket',
  identify: ({ logicalId, properties, deployment }) => {
    const name = physicalName(properties, 'BucketName', logicalId.toLowerCase().slice(0, 63));
    // As on AWS: that is how a CloudFront origin names its bucket. Clients here use path-style URLs on the front door.
    const domains = {
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${deployment.region}.amazonaws.com`,
    };
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}`, ...domains } };
  },
};

const bucketPolicyKind: ResourceKind = {
  type: 'AWS::S3::BucketPolicy',
  identify: ({ logicalId, properties }) => {
    const bucket = physicalName(properties, 'Bucket', logicalId);
    return { ref: bucket, attributes: { Bucket: bucket } };
  },
};

export const s3: Service = {
  name: 's3',
  kinds: [bucketKind, bucketPolicyKind],
  start: async (cloud) => {
    const service = new S3(cloud);
    await service.open();
    return { endpoint: endpoint(service), offers: { s3: offer(service) }, stop: expiring(service, cloud) };
  },
};

/** Every hour deletes what the lifecycle rules of the buckets let go; the returned function ends it. */
function expiring(service: S3, cloud: Cloud): () => Promise<void> {
  return hourly(cloud, 's3', async () => {
    for (const { name, expirations } of service.buckets) {
      for (const each of expirations) await expireObjects(service, name, each, cloud.clock.now());
    }
  });
}

function endpoint(service: S3): AwsEndpoint {
  return {
    signingName: 's3',
    operation: (request) => routeOf(request).operation,
    permissions: (request) => service.permissions(request),
    handle: (request) => service.handle(request),
    error: (error, { method }) => errorResponse(error, method),
    unsigned: (request) =>
      request.method === 'OPTIONS' ? Promise.resolve(answerPreflight(service, request)) : undefined,
    decorate: (response, request) => withCors(response, bucketOf(service, request.url), request),
  };
}

function answerPreflight(service: S3, { url, headers, method }: AwsRequest): AwsResponse {
  try {
    const resourceType = /^\/[^/]*\/./.test(url.pathname) ? 'OBJECT' : 'BUCKET';
    const answer = preflight(bucketOf(service, url), headers, resourceType);
    return { ...answer, headers: { ...requestIds(), ...answer.headers } };
  } catch (error) {
    if (error instanceof AwsError) return errorResponse(error, method);
    throw error;
  }
}

/** Undefined also for a path that cannot be read: the request itself is refused for that. */
function bucketOf(service: S3, url: URL): Bucket | undefined {
  try {
    return service.bucket(pathOf(url).bucket);
  } catch {
    return undefined;
  }
}

function offer(service: S3): Services['s3'] {
  const change = () => ({ requestId: requestIds()['x-amz-request-id'] });
  return {
    getObject: async (principal, bucket, key) => {
      service.authorize(principal, 's3:GetObject', bucket, key);
      const { record, body } = await service.get(principal, bucket, key);
      return { body, headers: { ...objectHeaders(record), 'content-length': String(record.size) } };
    },
    putObject: async (principal, bucket, key, body, headers) => {
      service.authorize(principal, 's3:PutObject', bucket, key);
      await service.put(bucket, key, headers, body, change());
    },
    deleteObject: async (principal, bucket, key) => {
      service.authorize(principal, 's3:DeleteObject', bucket, key);
      await service.delete(bucket, key, change());
    },
    listKeys: async (principal, bucket, prefix) => {
      service.authorize(principal, 's3:ListBucket', bucket);
      const keys: string[] = [];
      for await (const { key } of service.list(bucket, prefix)) keys.push(key);
      return keys;
    },
  };
}
