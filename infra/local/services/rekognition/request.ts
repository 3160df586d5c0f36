import * as z from 'zod';
import type { AwsError } from '../service.ts';
import { rekognitionError } from './errors.ts';
import {
  DEFAULT_MIN_CONFIDENCE,
  MAX_FILTERS,
  MAX_FILTER_LENGTH,
  MAX_LABELS,
  MAX_REQUEST_IMAGE_BYTES,
} from './limits.ts';
import { describeIssues } from './validation-message.ts';
import { CATEGORIES, type Category } from './vocabulary.ts';

const filters = z
  .array(
    z
      .string()
      .max(MAX_FILTER_LENGTH)
      .regex(/^[A-Za-z0-9àâèçñó'-_(). ]*$/),
  )
  .max(MAX_FILTERS)
  .nullish();

/** The request as the service model describes it; a null member is as good as none, an unknown one is ignored. */
const detectLabelsRequest = z.object({
  Image: z.object({
    Bytes: z.string().nullish(),
    S3Object: z
      .object({
        Bucket: z
          .string()
          .min(3)
          .max(255)
          .regex(/^[0-9A-Za-z.\-_]*$/)
          .nullish(),
        Name: z.string().min(1).max(1024).nullish(),
        Version: z.string().min(1).max(1024).nullish(),
      })
      .nullish(),
  }),
  MaxLabels: z.int().min(0).nullish(),
  MinConfidence: z.number().min(0).max(100).nullish(),
  Features: z
    .array(z.string().pipe(z.enum(['GENERAL_LABELS', 'IMAGE_PROPERTIES'])))
    .max(2)
    .nullish(),
  Settings: z
    .object({
      GeneralLabels: z
        .object({
          LabelInclusionFilters: filters,
          LabelExclusionFilters: filters,
          LabelCategoryInclusionFilters: filters,
          LabelCategoryExclusionFilters: filters,
        })
        .nullish(),
      ImageProperties: z.object({ MaxDominantColors: z.int().min(0).max(20).nullish() }).nullish(),
    })
    .nullish(),
});

type Model = z.infer<typeof detectLabelsRequest>;

/** Where the image is: in the request, or in a bucket. */
export type ImageSource = { bytes: Buffer } | { bucket: string; key: string };

/** Which labels to leave in an answer. Empty lists filter nothing. */
export interface LabelFilters {
  includeLabels: readonly string[];
  excludeLabels: readonly string[];
  includeCategories: readonly Category[];
  excludeCategories: readonly Category[];
}

export interface DetectLabelsRequest {
  image: ImageSource;
  /** Percent. */
  minConfidence: number;
  maxLabels: number;
  filters: LabelFilters;
}

/**
 * Reads the input of a DetectLabels call.
 * @throws AwsError SerializationException when a value is not of the model's type, ValidationException when a value
 *   breaks a constraint of the model, InvalidParameterException for what only the service can tell
 */
export function parseDetectLabels(input: unknown): DetectLabelsRequest {
  const parsed = detectLabelsRequest.safeParse(input, { reportInput: true });
  if (!parsed.success) throw describeIssues(parsed.error.issues);
  const { Image, MinConfidence, MaxLabels, Settings } = parsed.data;
  refuseImageProperties(parsed.data);
  return {
    image: imageSource(Image),
    minConfidence: MinConfidence ?? DEFAULT_MIN_CONFIDENCE,
    maxLabels: Math.min(MaxLabels ?? MAX_LABELS, MAX_LABELS),
    filters: {
      includeLabels: Settings?.GeneralLabels?.LabelInclusionFilters ?? [],
      excludeLabels: Settings?.GeneralLabels?.LabelExclusionFilters ?? [],
      includeCategories: categories(Settings?.GeneralLabels?.LabelCategoryInclusionFilters),
      excludeCategories: categories(Settings?.GeneralLabels?.LabelCategoryExclusionFilters),
    },
  };
}

function refuseImageProperties({ Features, Settings }: Model): void {
  if (Features?.includes('IMAGE_PROPERTIES') || Settings?.ImageProperties) {
    throw rekognitionError(
      'InvalidParameterException',
      'IMAGE_PROPERTIES is not emulated: the local Rekognition answers GENERAL_LABELS only.',
    );
  }
}

function imageSource({ Bytes, S3Object }: Model['Image']): ImageSource {
  if (typeof Bytes === 'string' && !S3Object) return { bytes: imageBytes(Bytes) };
  if (S3Object?.Version) {
    throw rekognitionError(
      'InvalidParameterException',
      'S3Object.Version is not emulated: local buckets keep one version.',
    );
  }
  if (typeof Bytes === 'string' || !S3Object?.Bucket || !S3Object.Name) {
    throw rekognitionError('InvalidParameterException');
  }
  return { bucket: S3Object.Bucket, key: S3Object.Name };
}

function imageBytes(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  // Node skips what is not base64, and then there are fewer bytes than the text is long.
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  if (base64.length % 4 !== 0 || bytes.length !== (base64.length / 4) * 3 - padding) {
    throw rekognitionError('SerializationException', 'Image.Bytes is not base64.');
  }
  if (bytes.length === 0) throw imageLengthError('greater than or equal to 1');
  if (bytes.length > MAX_REQUEST_IMAGE_BYTES) {
    throw imageLengthError(`less than or equal to ${String(MAX_REQUEST_IMAGE_BYTES)}`);
  }
  return bytes;
}

/** Bytes in a request are a member of the model, so that their length is validated like any other's. */
function imageLengthError(bound: string): AwsError {
  return rekognitionError(
    'ValidationException',
    `1 validation error detected: Value at 'image.bytes' failed to satisfy constraint: Member must have length ${bound}`,
  );
}

function categories(names: readonly string[] | null | undefined): Category[] {
  return (names ?? []).map((name) => {
    const category = CATEGORIES.find((known) => known === name);
    if (category) return category;
    const message = `Request has invalid parameters: "${name}" is not a label category.`;
    throw rekognitionError('InvalidParameterException', message);
  });
}
