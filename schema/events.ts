import * as z from 'zod';
import type { AnalysisInput, AnalysisStatus, ExportInput, ReasonCode } from './generated/schema.ts';

/** What S3 tells EventBridge of a new object, as far as it is used here (aws.s3, `Object Created`). */
export const objectCreated = z.object({
  'detail-type': z.literal('Object Created'),
  source: z.literal('aws.s3'),
  detail: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({ key: z.string().min(1) }),
  }),
});

/** What the service itself puts into the queue: look at this photo (again). `run` tells one look from its repeats. */
export const photoWaiting = z.object({
  photo: z.object({ owner: z.string().min(1), id: z.string().min(1), run: z.string().min(1) }),
});

/** What the service itself puts into the queue of exports: write this one. */
export const exportWaiting = z.object({ export: z.object({ owner: z.string().min(1), id: z.string().min(1) }) });

/** The service's own event: an analysis has a new version. Its detail is what `publishAnalysis` takes. */
export const analysisChanged = {
  source: 'image-analyzer',
  detailType: 'AnalysisChanged',
} as const;

/** The service's own event: an export has moved on. Its detail is what `publishExport` takes. */
export const exportChanged = {
  source: 'image-analyzer',
  detailType: 'ExportChanged',
} as const;

export const analysisStatuses = [
  'AWAITING_UPLOAD',
  'ANALYZING',
  'COMPLETED',
  'REJECTED',
  'FAILED',
  'EXPIRED',
] as const satisfies AnalysisStatus[];

const reasonCodes = [
  'NOT_AN_IMAGE',
  'UNSUPPORTED_FORMAT',
  'TOO_LARGE',
  'TOO_SMALL',
  'CONTENT_MISMATCH',
  'USER_BLOCKED',
  'DETECTOR_UNAVAILABLE',
  'INTERNAL_ERROR',
] as const satisfies ReasonCode[];

const label = z.object({
  name: z.string(),
  confidence: z.number(),
  instances: z.array(
    z.object({
      confidence: z.number(),
      box: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
    }),
  ),
  parents: z.array(z.string()),
  aliases: z.array(z.string()),
  categories: z.array(z.string()),
});

/** An analysis as it is stored and published: the GraphQL `AnalysisInput`, parsed. */
export const analysisRecord = z.object({
  id: z.string(),
  owner: z.string(),
  fileName: z.string(),
  contentType: z.string(),
  size: z.number().int(),
  sha256: z.string(),
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  thumbnail: z.boolean().optional(),
  status: z.enum(analysisStatuses),
  reason: z.object({ code: z.enum(reasonCodes), message: z.string() }).optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
  sourceIp: z.string().optional(),
  version: z.number().int(),
  labels: z.array(label).optional(),
  labelModelVersion: z.string().optional(),
  correlationId: z.string().optional(),
}) satisfies z.ZodType<AnalysisInput>;

export type AnalysisRecord = z.infer<typeof analysisRecord>;

/** An export as it is published: the GraphQL `ExportInput`, parsed. */
export const exportRecord = z.object({
  id: z.string(),
  owner: z.string(),
  format: z.enum(['CSV', 'JSONL']),
  status: z.enum(['REQUESTED', 'RUNNING', 'COMPLETED', 'FAILED']),
  rows: z.number().int(),
  message: z.string().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
  expiresAt: z.string(),
  version: z.number().int(),
}) satisfies z.ZodType<ExportInput>;

export type ExportRecord = z.infer<typeof exportRecord>;
