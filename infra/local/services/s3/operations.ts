import { join } from 'node:path';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type Cloud,
  type Permission,
  type Principal,
} from '../service.ts';
import { readBucket, type Bucket } from './bucket.ts';
import { deletionResult, readDeletion, type Deletion } from './delete-objects.ts';
import { accessDenied, noSuchBucket, noSuchKey, requestIds } from './errors.ts';
import { objectResponse } from './get-object.ts';
import { listPage } from './list-objects.ts';
import { Notifications, type Change } from './notifications.ts';
import { ObjectStore, type ObjectRecord } from './object-store.ts';
import { describeObject, putHeaders, requireLength, writeCondition } from './put-object.ts';
import { routeOf, type OperationName, type Route } from './route.ts';

type Handler = (route: Route, request: AwsRequest, change: Change) => Promise<AwsResponse>;

/** The buckets of the stack and what can be done with them. */
export class S3 {
  readonly #cloud: Cloud;
  readonly #buckets: Map<string, Bucket>;
  readonly #objects: ObjectStore;
  readonly #notifications: Notifications;
  readonly #handlers: Record<OperationName, Handler> = {
    PutObject: ({ bucket, key }, { headers, body }, change) => {
      requireLength(headers);
      return this.put(bucket, key, headers, body, change);
    },
    GetObject: async ({ bucket, key }, request) => {
      const { record, body } = await this.get(request.principal, bucket, key);
      return objectResponse(record, body, request);
    },
    HeadObject: async ({ bucket, key }, request) => {
      const record = this.#found(request.principal, bucket, key, await this.#objects.head(bucket, key));
      const { status, headers = {} } = objectResponse(record, Buffer.alloc(0), request);
      return { status, headers };
    },
    DeleteObject: async ({ bucket, key }, _request, change) => {
      await this.delete(bucket, key, change);
      return { status: 204 };
    },
    DeleteObjects: ({ bucket }, request, change) => this.#deleteAll(bucket, request, change),
    ListObjectsV2: async ({ bucket }, { url }) => {
      const objects = this.list(bucket, url.searchParams.get('prefix') ?? '');
      return xml(await listPage(bucket, url.searchParams, objects));
    },
  };

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    const buckets = cloud.resources.filter(({ type }) => type === 'AWS::S3::Bucket').map(readBucket);
    this.#buckets = new Map(buckets.map((bucket) => [bucket.name, bucket]));
    this.#objects = new ObjectStore(join(cloud.dataDir, 's3'), cloud.store);
    this.#notifications = new Notifications(cloud);
  }

  open(): Promise<void> {
    return this.#objects.open();
  }

  get buckets(): Iterable<Bucket> {
    return this.#buckets.values();
  }

  /** Undefined for a bucket that is not in the stack. */
  bucket(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  permissions(request: AwsRequest): Permission[] {
    const { operation, bucket, key } = routeOf(request);
    const { arn } = this.#existing(bucket);
    if (operation === 'ListObjectsV2') {
      const context = { 's3:prefix': request.url.searchParams.get('prefix') ?? '' };
      return [{ action: 's3:ListBucket', resource: arn, context }];
    }
    // DeleteObjects is decided key by key: some may be deleted, and others not.
    if (operation === 'DeleteObjects') return [];
    const action = operation === 'HeadObject' ? 'GetObject' : operation;
    return [{ action: `s3:${action}`, resource: `${arn}/${key}` }];
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const route = routeOf(request);
    this.#existing(route.bucket);
    const ids = requestIds();
    const change = { requestId: ids['x-amz-request-id'], sourceIp: request.sourceIp };
    const response = await this.#handlers[route.operation](route, request, change);
    return { ...response, headers: { ...ids, ...response.headers } };
  }

  authorize(principal: Principal, action: string, bucket: string, key?: string): void {
    const { arn } = this.#existing(bucket);
    this.#cloud.authorize(principal, { action, resource: key === undefined ? arn : `${arn}/${key}` });
  }

  async get(principal: Principal, bucket: string, key: string): Promise<{ record: ObjectRecord; body: Buffer }> {
    return this.#found(principal, bucket, key, await this.#objects.get(this.#existing(bucket).name, key));
  }

  async put(
    bucketName: string,
    key: string,
    headers: AwsRequest['headers'],
    body: Buffer,
    change: Change,
  ): Promise<AwsResponse> {
    const bucket = this.#existing(bucketName);
    const described = describeObject(headers, body, this.#cloud.clock.now());
    await this.#objects.put(bucket.name, key, body, described, {
      precondition: writeCondition(headers, key),
      consequence: (record) => this.#notifications.created(bucket, key, record, change),
    });
    return { status: 200, headers: putHeaders(described) };
  }

  delete(bucketName: string, key: string, change: Change): Promise<void> {
    const bucket = this.#existing(bucketName);
    return this.#objects.delete(bucket.name, key, () => this.#notifications.deleted(bucket, key, change));
  }

  list(bucket: string, prefix: string): AsyncIterable<{ key: string; record: ObjectRecord }> {
    return this.#objects.list(this.#existing(bucket).name, prefix);
  }

  async #deleteAll(bucket: string, { headers, body, principal }: AwsRequest, change: Change): Promise<AwsResponse> {
    const { keys, quiet } = readDeletion(headers, body);
    const deletions = keys.map(async (Key): Promise<Deletion> => {
      try {
        this.authorize(principal, 's3:DeleteObject', bucket, Key);
        await this.delete(bucket, Key, change);
        return { Key };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return { Key, error: error.status === 403 ? accessDenied() : error };
      }
    });
    return xml(deletionResult(await Promise.all(deletions), quiet));
  }

  /** An object that is not there shows as such only to those who may list the bucket. */
  #found<Found>(principal: Principal, bucket: string, key: string, object: Found | undefined): Found {
    if (object !== undefined) return object;
    this.authorize(principal, 's3:ListBucket', bucket);
    throw noSuchKey(key);
  }

  #existing(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw noSuchBucket(name);
    return bucket;
  }
}

function xml(body: string): AwsResponse {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}
