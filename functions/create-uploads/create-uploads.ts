import type { AnalysisRecord } from '../../schema/events.ts';
import type { UploadInput } from '../../schema/generated/schema.ts';
import { dayAfter, dayOf, monthAfter, monthOf } from '../../schema/table.ts';
import { announce } from '../domain/analysis.ts';
import { CallerError } from '../domain/errors.ts';
import type { Analyses, Photos, Quota, Spending, Users } from '../domain/ports.ts';
import { checkFiles } from '../domain/upload.ts';
import { admit } from '../domain/user.ts';

export interface CreateUploads {
  owner: string;
  userName: string | undefined;
  sourceIp: string | undefined;
  files: UploadInput[];
}

export interface CreateUploadsPorts {
  analyses: Analyses;
  quota: Quota;
  photos: Photos;
  users: Users;
  spending: Spending;
  newId: () => string;
  now: () => Date;
  /** Photos a person may send a day. */
  dailyLimit: number;
  /** Detections that the service may pay for in a month. */
  monthlyCeiling: number;
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
  { owner, userName, sourceIp, files }: CreateUploads,
  ports: CreateUploadsPorts,
): Promise<CreatedUpload[]> {
  const { analyses, quota, photos, newId, dailyLimit } = ports;
  checkFiles(files);
  const now = ports.now().toISOString();
  const [user] = await Promise.all([ports.users.visit(owner, userName, now), checkCeiling(now, ports)]);
  admit(user);
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

/** A cost guard: what is under way may pass the ceiling, nothing new is let in. */
async function checkCeiling(now: string, { spending, monthlyCeiling }: CreateUploadsPorts): Promise<void> {
  const month = monthOf(now);
  const spent = await spending.spent(month);
  if (spent < monthlyCeiling) return;
  const resumesAt = monthAfter(month);
  // An alarm counts these.
  console.warn(JSON.stringify({ message: 'UploadsPaused', spent, monthlyCeiling, resumesAt }));
  throw new CallerError(
    'ServicePaused',
    `The service has looked at all the photos it may pay for this month. It takes photos again from ${resumesAt.slice(0, 10)}.`,
    { resumesAt },
  );
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
