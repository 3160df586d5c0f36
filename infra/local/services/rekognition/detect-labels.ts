import type { Cloud, Principal } from '../service.ts';
import type { Detector } from './detector.ts';
import { rekognitionError } from './errors.ts';
import { labelsOf, type LabelAnswer } from './labels.ts';
import { MAX_S3_IMAGE_BYTES } from './limits.ts';
import { parseDetectLabels, type ImageSource } from './request.ts';

export interface DetectLabelsAnswer {
  Labels: LabelAnswer[];
  LabelModelVersion: string;
}

/** The label model whose answers have this form and these names. */
const LABEL_MODEL_VERSION = '3.0';

/** Runs one DetectLabels call; the image is read from S3 as the caller. Throws AwsError with one of Rekognition's codes. */
export async function detectLabels(
  cloud: Pick<Cloud, 'services'>,
  detector: Pick<Detector, 'detect'>,
  principal: Principal,
  input: unknown,
): Promise<DetectLabelsAnswer> {
  const request = parseDetectLabels(input);
  const objects = await detector.detect(await imageOf(cloud, principal, request.image));
  return { Labels: labelsOf(objects, request), LabelModelVersion: LABEL_MODEL_VERSION };
}

async function imageOf(
  { services }: Pick<Cloud, 'services'>,
  principal: Principal,
  image: ImageSource,
): Promise<Buffer> {
  if ('bytes' in image) return image.bytes;
  const { body } = await services.s3.getObject(principal, image.bucket, image.key).catch((cause: unknown) => {
    // Whatever went wrong, and be it a missing permission, Rekognition says no more than this.
    throw Object.assign(rekognitionError('InvalidS3ObjectException'), { cause });
  });
  if (body.length > MAX_S3_IMAGE_BYTES) throw rekognitionError('ImageTooLargeException');
  return body;
}
