import { randomUUID } from 'node:crypto';
import type { BusEvent, Cloud } from '../service.ts';
import type { Bucket } from './bucket.ts';
import type { Consequence, ObjectRecord } from './object-store.ts';

/** Who changed an object, and in which request. */
export interface Change {
  requestId: string;
  sourceIp?: string | undefined;
  /** Of a deletion that nobody asked for. */
  reason?: 'Lifecycle Expiration';
}

const nothing: Consequence = { operations: [], commit: () => undefined };

/** The events that a bucket with EventBridge switched on sends, to be committed with the change itself. */
export class Notifications {
  readonly #cloud: Pick<Cloud, 'deployment' | 'clock' | 'services'>;
  #lastSequencer = 0n;

  constructor(cloud: Pick<Cloud, 'deployment' | 'clock' | 'services'>) {
    this.#cloud = cloud;
  }

  created(bucket: Bucket, key: string, { size, etag }: Pick<ObjectRecord, 'size' | 'etag'>, by: Change): Consequence {
    const object = { key, size, etag: unquoted(etag), sequencer: this.#sequencer() };
    return this.#prepare(bucket, 'Object Created', { object, reason: 'PutObject' }, by);
  }

  deleted(bucket: Bucket, key: string, by: Change): Consequence {
    const object = { key, sequencer: this.#sequencer() };
    const detail = { object, reason: by.reason ?? 'DeleteObject', 'deletion-type': 'Permanently Deleted' };
    return this.#prepare(bucket, 'Object Deleted', detail, by);
  }

  #prepare(bucket: Bucket, type: string, { object, ...rest }: Record<string, unknown>, by: Change): Consequence {
    if (!bucket.emitsEvents) return nothing;
    const { account, region } = this.#cloud.deployment;
    const event: BusEvent = {
      version: '0',
      id: randomUUID(),
      'detail-type': type,
      source: 'aws.s3',
      account,
      time: new Date(this.#cloud.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      region,
      resources: [bucket.arn],
      detail: {
        version: '0',
        bucket: { name: bucket.name },
        object,
        'request-id': by.requestId,
        requester: account,
        ...(by.sourceIp !== undefined && { 'source-ip-address': by.sourceIp }),
        ...rest,
      },
    };
    return this.#cloud.services.events.prepare('default', [event]);
  }

  /** Hexadecimal, and higher for every later change. */
  #sequencer(): string {
    const now = BigInt(this.#cloud.clock.now()) << 16n;
    this.#lastSequencer = now > this.#lastSequencer ? now : this.#lastSequencer + 1n;
    return this.#lastSequencer.toString(16).toUpperCase().padStart(18, '0');
  }
}

const unquoted = (etag: string) => etag.replaceAll('"', '');
