/**
 * What a photo may be. Rekognition's own limits for a photo in S3
 * (https://docs.aws.amazon.com/rekognition/latest/dg/limits.html), checked before it is paid.
 */
export const photoLimits = {
  contentTypes: ['image/jpeg', 'image/png'],
  minBytes: 1,
  maxBytes: 15 * 1024 * 1024,
  minSidePixels: 80,
  maxSidePixels: 10_000,
} as const;

/** Characters of a photo's file name, at most. */
export const maxFileNameLength = 255;

/** Characters of the reason for a block, at most. */
export const maxBlockReasonLength = 500;

/** How many photos one `createUploads` announces at most. */
export const maxFilesPerUpload = 25;

/** Seconds within which a presigned PUT has to be used. */
export const uploadUrlSeconds = 15 * 60;

/** No look at a photo takes longer: the function is ended then. */
export const longestLookMs = 60_000;

/** Seconds for which a link to a photo is good. */
export const imageUrlSeconds = 60 * 60;

/** Rows of one export, at most: what a function that runs for 15 minutes surely writes. */
export const maxExportRows = 1_000_000;

/** Seconds for which an export is kept. */
export const exportSeconds = 24 * 60 * 60;

/** Seconds for which a link to an export is good. */
export const exportUrlSeconds = 15 * 60;

/** Labels are stored from this confidence on, so that the threshold is the reader's. */
export const labelFloor = 30;

/** Labels are found by name from this confidence on: each is an item of its own, and each item costs. */
export const labelIndexFloor = 55;

/** Most names (labels and their aliases) that one photo is found by. */
export const maxIndexedNames = 40;

/** Most labels stored for one photo. Keeps an analysis well inside AppSync's 240 KB a push and DynamoDB's 400 KB an item. */
export const maxLabels = 200;
