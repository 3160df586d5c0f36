import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ExportRecord } from '../../schema/events.ts';
import { exportUrlSeconds } from '../../schema/limits.ts';
import { dayOf, exportKey } from '../../schema/table.ts';
import type { ExportFiles } from '../domain/export.ts';
import { writeExportFile } from './export-file.ts';

type Named = Pick<ExportRecord, 'owner' | 'id' | 'format'>;

const contentTypes = { CSV: 'text/csv; charset=utf-8', JSONL: 'application/x-ndjson' };

/**
 * The files of exports, in S3. S3 wants to know a file's length before its first byte, so each is written to this
 * machine's disk first: memory stays the same however long it is.
 */
export function exportBucket(bucket: string): ExportFiles & { link: (record: Named) => Promise<string> } {
  const s3 = new S3Client();
  const object = ({ owner, id, format }: Named) => ({ Bucket: bucket, Key: exportKey(owner, id, format) });
  return {
    async write(record, rows) {
      const folder = await mkdtemp(path.join(tmpdir(), 'export-'));
      const file = path.join(folder, 'file');
      try {
        await writeExportFile(file, record.format, rows);
        const { size } = await stat(file);
        await s3.send(
          new PutObjectCommand({
            ...object(record),
            Body: createReadStream(file),
            ContentLength: size,
            ContentType: contentTypes[record.format],
            ContentDisposition: `attachment; filename="analyses-${dayOf(record.createdAt)}.${record.format.toLowerCase()}"`,
            CacheControl: 'private',
          }),
        );
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    async remove(record) {
      await s3.send(new DeleteObjectCommand(object(record)));
    },
    link: (record) => getSignedUrl(s3, new GetObjectCommand(object(record)), { expiresIn: exportUrlSeconds }),
  };
}
