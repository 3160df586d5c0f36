import type { AnalysisRecord } from '../../schema/events.ts';
import type { UploadInput } from '../../schema/generated/schema.ts';
import { dayOf } from '../../schema/table.ts';
import { admission, type AdmissionPorts } from '../domain/admission.ts';
import { announce, type Place, type StoredAnalysis } from '../domain/analysis.ts';
import type { Analyses, KnownPhotos, Photos } from '../domain/ports.ts';
import { checkFiles } from '../domain/upload.ts';
import { knownAnalysis } from './known-analysis.ts';

export interface CreateUploads {
  owner: string;
  userName: string | undefined;
  sourceIp: string | undefined;
  /** What the sender calls what they did. */
  correlationId?: string | undefined;
  files: UploadInput[];
}

export interface CreateUploadsPorts extends AdmissionPorts {
  analyses: Analyses;
  known: KnownPhotos;
  photos: Photos;
  newId: () => string;
  /** Of a photo. */
  maxBytes: number;
  /** How long a photo and all that is known of it are kept; for good unless it is given. */
  keepDays?: number | undefined;
}

export interface CreatedUpload {
  analysis: AnalysisRecord;
  /** Null when the photo need not be sent: it is known. */
  url: string | null;
  headers: { name: string; value: string }[];
}

/**
 * Accepts all files of a call or none: checks them, takes those that are new off the day's allowance, stores an
 * analysis for each and signs where to PUT it. A photo that the owner has sent before keeps the analysis it has.
 * @throws CallerError
 */
export async function createUploads(
  { owner, userName, sourceIp, correlationId, files }: CreateUploads,
  ports: CreateUploadsPorts,
): Promise<CreatedUpload[]> {
  const { keepDays, maxBytes } = ports;
  checkFiles(files, maxBytes);
  const now = ports.now().toISOString();
  const { admit, reserve } = admission(owner, now, ports);
  const knowing = Promise.all(files.map(({ sha256 }) => knownAnalysis(owner, sha256, ports)));
  const [found] = await Promise.all([knowing, admit(userName)]);
  // Of several copies in one call the first is sent.
  const isFirst = (index: number) => files.findIndex(({ sha256 }) => sha256 === files[index]?.sha256) === index;
  const fresh = new Map(
    files.flatMap((file, index): [string, StoredAnalysis][] =>
      found[index]?.analysis || !isFirst(index)
        ? []
        : [[file.sha256, announce({ id: ports.newId(), owner, sourceIp, correlationId, file, now, keepDays })]],
    ),
  );
  const ids = [...fresh.values()].map(({ id }) => id);
  await reserve(ids);
  try {
    const stored = new Map<string, CreatedUpload>();
    await Promise.all(
      files.map(async ({ sha256 }, index) => {
        if (!isFirst(index)) return;
        const record = fresh.get(sha256);
        const analysis = record ? await enter(record, found[index]?.instead, ports) : found[index]?.analysis;
        if (analysis) stored.set(sha256, await uploadOf(analysis, ports));
      }),
    );
    return files.flatMap(({ sha256 }, index) => {
      const upload = stored.get(sha256);
      return upload ? [isFirst(index) ? upload : { ...upload, url: null, headers: [] }] : [];
    });
  } catch (error) {
    // Those that were stored keep their places: the same photos, announced again, find them; else they expire.
    await Promise.all(ids.map((token) => giveBackUnlessStored(owner, { day: dayOf(now), token }, ports)));
    throw error;
  }
}

async function giveBackUnlessStored(owner: string, place: Place, { analyses, quota }: CreateUploadsPorts) {
  if (!(await analyses.find(owner, place.token))) await quota.giveBack(owner, place);
}

/** Stores a new analysis, unless another call has just done so for the same photo: then that one counts. */
async function enter(
  record: StoredAnalysis,
  instead: string | undefined,
  ports: CreateUploadsPorts,
): Promise<AnalysisRecord> {
  const { owner, id, sha256, createdAt } = record;
  await ports.analyses.announce(record);
  if (await ports.known.claim(record, instead)) return record;
  const { analysis } = await knownAnalysis(owner, sha256, ports);
  if (!analysis) return record;
  await ports.analyses.remove(record);
  await ports.quota.giveBack(owner, { day: dayOf(createdAt), token: id });
  return analysis;
}

async function uploadOf(analysis: AnalysisRecord, { photos }: CreateUploadsPorts): Promise<CreatedUpload> {
  if (analysis.status !== 'AWAITING_UPLOAD') return { analysis, url: null, headers: [] };
  return { analysis, ...(await photos.uploadLink(analysis)) };
}
