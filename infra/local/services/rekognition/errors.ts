import { AwsError } from '../service.ts';

/** Status and usual message of each error that DetectLabels gives (developer guide, "Error handling"). */
const ERRORS = {
  ImageTooLargeException: { status: 400, message: 'Image size is too large.' },
  InternalServerError: { status: 500, message: 'Internal server error' },
  InvalidImageFormatException: { status: 400, message: 'Request has invalid image format' },
  InvalidParameterException: { status: 400, message: 'Request has invalid parameters' },
  InvalidS3ObjectException: {
    status: 400,
    message: 'Unable to get object metadata from S3. Check object key, region and/or access permissions.',
  },
  SerializationException: { status: 400, message: 'The request is not of the expected form.' },
  ValidationException: { status: 400, message: '1 validation error detected' },
} as const;

type RekognitionErrorCode = keyof typeof ERRORS;

/** One of Rekognition's errors; without a message of its own it carries the documented one. */
export function rekognitionError(code: RekognitionErrorCode, message: string = ERRORS[code].message): AwsError {
  return new AwsError(code, message, ERRORS[code].status);
}
