import { QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { labelPlaces } from '../../functions/domain/labels.ts';
import { analysisRecord } from '../../schema/events.ts';
import { tableKeys } from '../../schema/table.ts';

/** What a sender was promised of one photo. */
export interface Accepted {
  id: string;
  /** S3 has taken the photo. */
  sent: boolean;
  /** The state in which it was deleted, or `EARLY` if its sender did not look; absent when it was not. */
  deleted?: string;
}

/** What a sender saw. */
export interface Witness {
  owner: string;
  accepted: Accepted[];
  /** The last version of each analysis on the screen. */
  view: readonly { id: string; status: string; version: number }[];
  /** Versions of which two different things were told. */
  contradictions: string[];
  /** What the report says of the whole run. */
  totals: RunTotals;
}

/** As a report counts. */
export type RunTotals = Record<'photos' | 'bytes' | 'completed' | 'rejected' | 'failed' | 'expired', number>;

const count = z.number().default(0);
const tokens = z.set(z.string()).default(new Set());

const analysisItem = analysisRecord
  .extend({ SK: z.string().startsWith('ANALYSIS#'), dueAt: z.string().optional() })
  .transform((item) => ({ ...item, places: labelPlaces(item.labels).size }));
const dayItem = z.object({
  SK: z.string().startsWith('DAY#'),
  used: count,
  reserved: tokens,
  dueAt: z.string().optional(),
});
const unfinishedItem = z.object({ SK: z.union([z.string().startsWith('DELETED#'), z.literal('ERASURE')]) });
const labelItem = z.object({ SK: z.string().startsWith('LABEL#') });

/** What the audit looks at of an analysis; `places` is in how many places of the label index it has to be. */
export type StoredAnalysis = Pick<
  z.infer<typeof analysisItem>,
  'id' | 'createdAt' | 'sha256' | 'size' | 'status' | 'version' | 'thumbnail' | 'labels' | 'dueAt' | 'places'
>;
export type StoredDay = z.infer<typeof dayItem>;

/** What one owner's part of the table holds. */
export interface Stored {
  analyses: StoredAnalysis[];
  days: StoredDay[];
  /** Sort keys of deletions that are not finished. */
  unfinished: string[];
  /** For each analysis, in how many places of the label index it is. */
  labels: Map<string, number>;
}

/** Reads all that the table holds of an owner. */
export async function readStored(table: DynamoDBDocumentClient, tableName: string, owner: string): Promise<Stored> {
  const stored: Stored = { analyses: [], days: [], unfinished: [], labels: new Map() };
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'PK = :owner',
        ExpressionAttributeValues: { ':owner': tableKeys.erasure(owner).PK },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    for (const item of Items) sort(item, stored);
    from = LastEvaluatedKey;
  } while (from);
  return stored;
}

function sort(item: unknown, stored: Stored): void {
  const analysis = analysisItem.safeParse(item);
  if (analysis.success) stored.analyses.push(analysis.data);
  const day = dayItem.safeParse(item);
  if (day.success) stored.days.push(day.data);
  const unfinished = unfinishedItem.safeParse(item);
  if (unfinished.success) stored.unfinished.push(unfinished.data.SK);
  const label = labelItem.safeParse(item);
  if (!label.success) return;
  const id = label.data.SK.slice(label.data.SK.lastIndexOf('#') + 1);
  stored.labels.set(id, (stored.labels.get(id) ?? 0) + 1);
}

/** Keys of all photos and thumbnails. */
export async function readObjects(s3: S3Client, bucket: string): Promise<string[]> {
  const keys: string[] = [];
  let from: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: from }));
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    from = page.NextContinuationToken;
  } while (from);
  return keys;
}
