import { ulid } from 'ulid';
import * as z from 'zod';
import { analysesTable } from '../adapters/analyses-table.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { knownPhotosTable } from '../adapters/known-photos-table.ts';
import { photoBucket } from '../adapters/photo-bucket.ts';
import { quotaTable } from '../adapters/quota-table.ts';
import { spendingTable } from '../adapters/spending-table.ts';
import { usersTable } from '../adapters/users-table.ts';
import { answering } from '../adapters/observed-handler.ts';
import { createUploads } from './create-uploads.ts';

const environment = readEnvironment({
  TABLE_NAME: z.string(),
  BUCKET_NAME: z.string(),
  DAILY_LIMIT: z.coerce.number().int().positive(),
  MONTHLY_CEILING: z.coerce.number().int().nonnegative(),
  MAX_PHOTO_BYTES: z.coerce.number().int().positive(),
  RETENTION_DAYS: z.coerce.number().int().positive().optional(),
});

const ports = {
  analyses: analysesTable(environment.TABLE_NAME),
  quota: quotaTable(environment.TABLE_NAME),
  known: knownPhotosTable(environment.TABLE_NAME),
  photos: photoBucket(environment.BUCKET_NAME),
  users: usersTable(environment.TABLE_NAME),
  spending: spendingTable(environment.TABLE_NAME),
  dailyLimit: environment.DAILY_LIMIT,
  monthlyCeiling: environment.MONTHLY_CEILING,
  maxBytes: environment.MAX_PHOTO_BYTES,
  keepDays: environment.RETENTION_DAYS,
  newId: () => ulid(),
  now: () => new Date(),
};

/** What the resolver `Mutation.createUploads` sends. */
const request = z.object({
  owner: z.string().min(1),
  userName: z.string().optional(),
  sourceIp: z.string().nullish(),
  correlationId: z.string().optional(),
  files: z.array(z.object({ fileName: z.string(), contentType: z.string(), size: z.number(), sha256: z.string() })),
});

export const handler = answering((event) => {
  const { owner, userName, sourceIp, correlationId, files } = request.parse(event);
  return createUploads({ owner, userName, sourceIp: sourceIp ?? undefined, correlationId, files }, ports);
});
