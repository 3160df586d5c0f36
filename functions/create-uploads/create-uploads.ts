import type { AnalysisRecord } from '../../schema/events.ts';
import type { UploadInput } from '../../schema/generated/schema.ts';
import { dayAfter, dayOf } from '../../schema/table.ts';
import { announce } from '../domain/analysis.ts';
import { CallerError } from '../domain/errors.ts';
import type { Analyses, Photos, Quota } from '../domain/ports.ts';
import { checkFiles } from '../domain/upload.ts';

export interface CreateUploads {
  owner: string;
  sourceIp: string | undefined;
  files: UploadInput[];
}

export interface CreatedUpload {
  analysis: AnalysisRecord;
  url: string;
  headers: { name: string; value: string }[];
}

/**
 * Accepts all files of a call or none: checks them, takes them off the day's allowance, stores an analysis for each
 * and signs where to PUT it.
 * @throws CallerError
 */
export async function createUploads(
  { owner, sourceIp, files }: CreateUploads,
  ports: { analyses: Analyses; quota: Quota; photos: Photos; newId: () => string; now: () => Date; dailyLimit: number },
): Promise<CreatedUpload[]> {
  const { analyses, quota, photos, newId, dailyLimit } = ports;
  checkFiles(files);
  const now = ports.now().toISOString();
  const day = dayOf(now);
  const records = files.map((file) => announce({ id: newId(), owner, sourceIp, file, now }));
  const ids = records.map(({ id }) => id);
  if (!(await quota.reserve(owner, day, ids, dailyLimit, now))) {
    throw await quotaExceeded(owner, day, quota, dailyLimit);
  }
  try {
    return await Promise.all(
      records.map(async (analysis) => {
        await analyses.announce(analysis);
        return { analysis, ...(await photos.uploadLink(analysis)) };
      }),
    );
  } catch (error) {
    // Those that were stored nevertheless expire.
    await Promise.all(ids.map((id) => quota.giveBack(owner, day, id)));
    throw error;
  }
}

async function quotaExceeded(owner: string, day: string, quota: Quota, limit: number): Promise<CallerError> {
  const used = await quota.used(owner, day);
  const resetsAt = dayAfter(day);
  const left = Math.max(0, limit - used);
  return new CallerError(
    'QuotaExceeded',
    `You have ${left} of ${limit} photos left today. The count starts again at ${resetsAt.slice(11, 16)} UTC.`,
    { used, limit, resetsAt },
  );
}
