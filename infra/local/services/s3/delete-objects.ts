import * as z from 'zod';
import { AwsError } from '../service.ts';
import { verifyIntegrity } from './checksums.ts';
import { invalidRequest } from './errors.ts';
import { namespace, readXml, renderXml } from './xml.ts';

const document = z.object({
  Delete: z.strictObject({
    '@xmlns': z.string().optional(),
    Quiet: z.string().optional(),
    Object: z
      .array(z.strictObject({ Key: z.string().min(1) }))
      .min(1)
      .max(1000),
  }),
});

/** The keys that a DeleteObjects document names, and whether it wants to hear of failures only. */
export function readDeletion(
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): { keys: string[]; quiet: boolean } {
  const checksum = verifyIntegrity(headers, body);
  if (!checksum && !('content-md5' in headers)) {
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const { Delete } = parse(body.toString());
  return { keys: Delete.Object.map(({ Key }) => Key), quiet: Delete.Quiet === 'true' };
}

function parse(text: string): z.output<typeof document> {
  try {
    return document.parse(readXml(text));
  } catch {
    const message = 'The XML you provided was not well-formed or did not validate against our published schema';
    throw new AwsError('MalformedXML', message);
  }
}

/** What became of each key. */
export type Deletion = { Key: string } & ({ error: AwsError } | { error?: undefined });

export function deletionResult(deletions: Deletion[], quiet: boolean): string {
  const deleted = deletions.filter(({ error }) => !error).map(({ Key }) => ({ Key }));
  const failed = deletions.flatMap(({ Key, error }) =>
    error ? { Key, Code: error.code, Message: error.message } : [],
  );
  return renderXml({ DeleteResult: { ...namespace, Deleted: quiet ? [] : deleted, Error: failed } });
}
