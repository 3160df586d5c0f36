import {
  S3ServiceException,
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
import { objectKey, thumbnailKey } from '../../schema/table.ts';
import { allEnded } from '../domain/all-ended.ts';
import type { Photos } from '../domain/ports.ts';

/** `bytes 0-99/1234` -> 1234 */
function totalBytes(contentRange: string | undefined, received: number): number {
  const total = Number(contentRange?.split('/')[1]);
  return Number.isInteger(total) ? total : received;
}

/** Everything about the upload is signed: S3 takes exactly these bytes, once. */
async function uploadLink(
  s3: S3Client,
  bucket: string,
  { owner, id, contentType, size, sha256 }: Parameters<Photos['uploadLink']>[0],
): ReturnType<Photos['uploadLink']> {
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
}

/** The photos themselves and their thumbnails, in S3. */
export function photoBucket(bucket: string): Photos {
  // The checksum that a presigned PUT carries is the caller's own, not one of an empty body.
  // A thumbnail is stored now or never: the photo is not looked at again for it.
  const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', maxAttempts: 6 });

  const viewLink = (Key: string) =>
    getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key }), { expiresIn: imageUrlSeconds });

  return {
    uploadLink: (photo) => uploadLink(s3, bucket, photo),
    viewLink: (owner, id) => viewLink(objectKey(owner, id)),
    thumbnailLink: (owner, id) => viewLink(thumbnailKey(owner, id)),

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

    async putThumbnail(owner, id, thumbnail) {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: thumbnailKey(owner, id),
        Body: thumbnail,
        ContentType: 'image/jpeg',
        CacheControl: 'private',
        IfNoneMatch: '*',
      });
      try {
        await s3.send(command);
      } catch (error) {
        if (!(error instanceof S3ServiceException && error.name === 'PreconditionFailed')) throw error;
      }
    },

    async remove(owner, id) {
      const keys = [objectKey(owner, id), thumbnailKey(owner, id)];
      await allEnded(keys.map((Key) => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }))));
    },
  };
}
