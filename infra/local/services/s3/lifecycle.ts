import { requestIds } from './errors.ts';
import type { S3 } from './operations.ts';

/** What a rule of a bucket's lifecycle deletes. */
export interface Expiration {
  prefix: string;
  days: number;
}

const dayMs = 86_400_000;

/** Deletes the objects that a lifecycle rule lets go: so many days after they were stored, from the next midnight (UTC) on. */
export async function expireObjects(s3: S3, bucket: string, { prefix, days }: Expiration, now: number): Promise<void> {
  const keys: string[] = [];
  for await (const { key, record } of s3.list(bucket, prefix)) {
    const end = Math.ceil((record.lastModified + days * dayMs) / dayMs) * dayMs;
    if (end <= now) keys.push(key);
  }
  for (const key of keys) {
    const requestId = requestIds()['x-amz-request-id'];
    await s3.delete(bucket, key, { requestId, reason: 'Lifecycle Expiration' });
  }
}
