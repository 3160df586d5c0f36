/** Rekognition's limits for DetectLabels (developer guide, "Guidelines and quotas"; API reference). */

/** Largest image read from S3, in bytes. */
export const MAX_S3_IMAGE_BYTES = 15 * 1024 * 1024;
/** Largest image sent in the request, in bytes, once decoded from base64. */
export const MAX_REQUEST_IMAGE_BYTES = 5 * 1024 * 1024;
/** Least width and height, in pixels. */
export const MIN_SIDE = 80;
/** Greatest width and height, in pixels. */
export const MAX_SIDE = 10_000;
/** Labels in one answer: the default and the most. */
export const MAX_LABELS = 1000;
/** Percent; the default of MinConfidence. */
export const DEFAULT_MIN_CONFIDENCE = 55;
/** Strings in one filter list, and characters in one string. */
export const MAX_FILTERS = 100;
export const MAX_FILTER_LENGTH = 50;
