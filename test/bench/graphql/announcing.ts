import { ulid } from 'ulid';
import { analysesTable } from '../../../functions/adapters/analyses-table.ts';
import { knownPhotosTable } from '../../../functions/adapters/known-photos-table.ts';
import { photoBucket } from '../../../functions/adapters/photo-bucket.ts';
import { quotaTable } from '../../../functions/adapters/quota-table.ts';
import { spendingTable } from '../../../functions/adapters/spending-table.ts';
import { usersTable } from '../../../functions/adapters/users-table.ts';
import { createUploads } from '../../../functions/create-uploads/create-uploads.ts';

/** What the function behind `createUploads` does, in this process: the product's own code and adapters. */
export function announcing(tableName: string) {
  const ports = {
    analyses: analysesTable(tableName),
    quota: quotaTable(tableName),
    known: knownPhotosTable(tableName),
    photos: photoBucket('bench'),
    users: usersTable(tableName),
    spending: spendingTable(tableName),
    dailyLimit: 100,
    monthlyCeiling: 1_000_000,
    maxBytes: 10_000_000,
    newId: () => ulid(),
    now: () => new Date(),
  };
  type Request = Parameters<typeof createUploads>[0];
  return (request: Pick<Request, 'owner' | 'files'>) =>
    createUploads({ userName: undefined, sourceIp: undefined, ...request }, ports);
}
