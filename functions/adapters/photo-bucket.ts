import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { imageUrlSeconds, uploadUrlSeconds } from '../../schema/limits.ts';
import { objectKey } from '../../schema/table.ts';
import type { Photos } from '../domain/ports.ts';

/** `bytes 0-99/1234` -> 1234 */
function totalBytes(contentRange: string | undefined, received: number): number {
  const total = Number(contentRange?.split('/')[1]);
  return Number.isInteger(total) ? total : received;
}

/** The photos themselves, in S3. */
export function photoBucket(bucket: string): Photos {
  // The checksum that a presigned PUT carries is the caller's own, not one of an empty body.
  const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });

  return {
    async uploadLink({ owner, id, contentType, size, sha256 }) {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: objectKey(owner, id),
        ContentType: contentType,
        ContentLength: size,
        ChecksumSHA256: sha256,
        IfNoneMatch: '*',
      });
      const url = await getSignedUrl(s3, command, {
        expiresIn: uploadUrlSeconds,
        signableHeaders: new Set(['content-type']),
        // In the query S3 would not enforce it.
        unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
      });
      return {
        url,
        headers: [
          { name: 'content-type', value: contentType },
          { name: 'if-none-match', value: '*' },
          { name: 'x-amz-checksum-sha256', value: sha256 },
        ],
      };
    },

    viewLink(owner, id) {
      const command = new GetObjectCommand({ Bucket: bucket, Key: objectKey(owner, id) });
      return getSignedUrl(s3, command, { expiresIn: imageUrlSeconds });
    },

    async read(owner, id, atMost) {
      try {
        const { Body, ContentRange, ContentType } = await s3.send(
          new GetObjectCommand({ Bucket: bucket, Key: objectKey(owner, id), Range: `bytes=0-${atMost - 1}` }),
        );
        const bytes = Body ? await Body.transformToByteArray() : new Uint8Array();
        return { bytes, totalBytes: totalBytes(ContentRange, bytes.length), contentType: ContentType ?? '' };
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },

    async exists(owner, id) {
      try {
        await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: objectKey(owner, id) }));
        return true;
      } catch (error) {
        if (error instanceof NotFound) return false;
        throw error;
      }
    },

    async remove(owner, id) {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: objectKey(owner, id) }));
    },
  };
}
