/**
 * How the one table is laid out: every item belongs to an owner, and an owner's analyses lie newest last under one
 * partition key, so that a page costs the same with a thousand stored or a million.
 */
export const tableKeys = {
  analysis: (owner: string, id: string) => ({ PK: `OWNER#${owner}`, SK: `ANALYSIS#${id}` }),
  /** The owner's places in the limit of one day (UTC), `YYYY-MM-DD`. */
  day: (owner: string, day: string) => ({ PK: `OWNER#${owner}`, SK: `DAY#${day}` }),
  /** What is left of a deleted analysis until nothing of it can come back. */
  deleted: (owner: string, id: string) => ({ PK: `OWNER#${owner}`, SK: `DELETED#${id}` }),
  /** That an analysis is in a place of the label index: a name in lower case and a range of confidences, `car#97`. */
  label: (owner: string, place: string, id: string) => ({ PK: `OWNER#${owner}`, SK: `LABEL#${place}#${id}` }),
  /** The totals of one day (UTC), of an owner's or of a part of the service's. */
  tally: (owner: string, day: string) => ({ PK: `OWNER#${owner}`, SK: `TALLY#${day}` }),
  /** A month (UTC, `YYYY-MM`) of those, for reading. */
  monthOf: (owner: string, month: string) => ({ PK: `OWNER#${owner}`, SK: `MONTH#${month}` }),
  /** The labels of each day of that month. */
  monthDays: (owner: string, month: string) => ({ PK: `OWNER#${owner}`, SK: `MONTHDAYS#${month}` }),
  /** Which analysis has the photo with this SHA-256 (base64). */
  photo: (owner: string, sha256: string) => ({ PK: `OWNER#${owner}`, SK: `SHA256#${sha256}` }),
  /** The owner's one export: the latest. */
  export: (owner: string) => ({ PK: `OWNER#${owner}`, SK: 'EXPORT' }),
  /** That an owner wants everything deleted. */
  erasure: (owner: string) => ({ PK: `OWNER#${owner}`, SK: 'ERASURE' }),
  /** Who somebody is, for admins: all lie together, to be listed. */
  user: (owner: string) => ({ PK: 'USERS', SK: `USER#${owner}` }),
  /** A part of what the service has spent in a month (UTC), `YYYY-MM`. */
  spending: (month: string, part: number) => ({ PK: `SERVICE#${part}`, SK: `MONTH#${month}` }),
};

/** What every photo adds to lies in so many parts: DynamoDB takes 1,000 writes a second under one key. */
export const spendingParts = 8;

/**
 * The sparse index of what is not finished: items that have both attributes, soonest due first. Shards spread the
 * writes, which a single partition could not take at scale; a reader asks all of them.
 */
export const dueIndex = { indexName: 'due', partitionKey: 'dueShard', sortKey: 'dueAt', shards: 8 } as const;

/**
 * The index of what an owner has in some state, by id: analyses by their status, and the days whose totals are not
 * rolled up. Its partition key is an attribute of the item itself, so no write can leave it behind.
 */
export const stateIndex = { indexName: 'state', partitionKey: 'ownerState', sortKey: 'id' } as const;

/** The partition of that index: a status, or `CHANGED` for days. */
export function ownerState(owner: string, state: string): string {
  return `${owner}#${state}`;
}

/**
 * The service's own totals: people's are added to one of its parts, so that none is written too often, and the parts to
 * the whole. No person can have such an id.
 */
export const serviceTotals = { whole: '@service', parts: 32 } as const;

/** Whom a tally is added to; undefined for the whole service. */
export function tallyAbove(owner: string): string | undefined {
  if (owner === serviceTotals.whole) return undefined;
  if (isServicePart(owner)) return serviceTotals.whole;
  const sum = owner.split('').reduce((all, character) => (all * 31 + character.charCodeAt(0)) % 1_000_003, 7);
  return `${serviceTotals.whole}-${sum % serviceTotals.parts}`;
}

/** Whether totals are a part of the service's. */
export function isServicePart(owner: string): boolean {
  return owner.startsWith(`${serviceTotals.whole}-`);
}

/** The shard of the due index for an item, by any text of its key. */
export function dueShard(text: string): string {
  const last = text.charCodeAt(text.length - 1) || 0;
  return String(last % dueIndex.shards);
}

/** Seconds since the epoch after which DynamoDB deletes an item by itself, where the table has a time to live. */
export const expiryAttribute = 'expiresAt';

/** Every analysis of an owner has a sort key that begins so. */
export const analysisPrefix = 'ANALYSIS#';

const ulid = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const objectKeyPattern = /^uploads\/([A-Za-z0-9-]{1,64})\/([0-9A-HJKMNP-TV-Z]{26})$/;

/** Whether a text can be the id of an analysis: a ULID. */
export function isAnalysisId(text: string): boolean {
  return ulid.test(text);
}

/** Where a photo lies in the bucket. No text of a user's enters a key. */
export function objectKey(owner: string, id: string): string {
  return `uploads/${owner}/${id}`;
}

/** Where a photo's thumbnail lies: outside of what is announced as new photos. */
export function thumbnailKey(owner: string, id: string): string {
  return `thumbnails/${owner}/${id}`;
}

/** Where the file of an export lies. */
export function exportKey(owner: string, id: string, format: 'CSV' | 'JSONL'): string {
  return `exports/${owner}/${id}.${format.toLowerCase()}`;
}

/** What a pair of table keys names, as far as it can be due. */
export type DueKey = { owner: string } & (
  { id: string } | { deleted: string } | { day: string } | { tally: string } | { erasure: true } | { export: true }
);

/** Reads a pair of table keys; undefined for a kind of item that is never due. */
export function parseDueKey({ PK, SK }: { PK: string; SK: string }): DueKey | undefined {
  const [, owner] = /^OWNER#(.+)$/.exec(PK) ?? [];
  if (owner === undefined) return undefined;
  if (SK === 'ERASURE') return { owner, erasure: true };
  if (SK === 'EXPORT') return { owner, export: true };
  const [, kind, rest = ''] = /^(ANALYSIS|DELETED|DAY|TALLY)#(.+)$/.exec(SK) ?? [];
  if (kind === 'ANALYSIS') return { owner, id: rest };
  if (kind === 'DELETED') return { owner, deleted: rest };
  if (kind === 'TALLY') return { owner, tally: rest };
  return kind === 'DAY' ? { owner, day: rest } : undefined;
}

/** Whose photo a key names, or undefined when the key is not of this product's making. */
export function parseObjectKey(key: string): { owner: string; id: string } | undefined {
  const [, owner, id] = objectKeyPattern.exec(key) ?? [];
  return owner !== undefined && id !== undefined ? { owner, id } : undefined;
}

/** The day (UTC) a moment belongs to, `YYYY-MM-DD`. */
export function dayOf(moment: Date | string): string {
  return new Date(moment).toISOString().slice(0, 10);
}

/** The month (UTC) a moment belongs to, `YYYY-MM`. */
export function monthOf(moment: Date | string): string {
  return dayOf(moment).slice(0, 7);
}

/** When the next month begins (UTC), ISO 8601. */
export function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number)).toISOString();
}

/** Whether a text can be a user id. */
export function isUserId(text: string): boolean {
  return /^[A-Za-z0-9-]{1,64}$/.test(text);
}

/** When the count of a day starts again: the next midnight UTC, ISO 8601. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + 86_400_000).toISOString();
}
