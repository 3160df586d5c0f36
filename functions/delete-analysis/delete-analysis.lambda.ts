import * as z from 'zod';
import { analysesTable } from '../adapters/analyses-table.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { knownPhotosTable } from '../adapters/known-photos-table.ts';
import { labelIndex } from '../adapters/label-index.ts';
import { photoBucket } from '../adapters/photo-bucket.ts';
import { quotaTable } from '../adapters/quota-table.ts';
import { tombstonesTable } from '../adapters/tombstones-table.ts';
import { talliesTable } from '../adapters/tallies-table.ts';
import { answering } from '../adapters/observed-handler.ts';
import { deleteAnalysis } from './delete-analysis.ts';

const environment = readEnvironment({ TABLE_NAME: z.string(), BUCKET_NAME: z.string() });

const ports = {
  analyses: analysesTable(environment.TABLE_NAME),
  tombstones: tombstonesTable(environment.TABLE_NAME),
  quota: quotaTable(environment.TABLE_NAME),
  tallies: talliesTable(environment.TABLE_NAME),
  labels: labelIndex(environment.TABLE_NAME),
  known: knownPhotosTable(environment.TABLE_NAME),
  photos: photoBucket(environment.BUCKET_NAME),
  now: () => new Date(),
};

/** What the resolver `Mutation.deleteAnalysis` sends. */
const request = z.object({ owner: z.string().min(1), id: z.string() });

export const handler = answering((event) => deleteAnalysis(request.parse(event), ports));
