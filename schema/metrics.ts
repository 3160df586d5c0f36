/** Where CloudWatch keeps what the service counts of itself. */
export const metricNamespace = 'ImageAnalyzer';

/**
 * What the service counts of itself, by unit. Each is one custom metric of one dimension, `service` (the stage), for
 * each costs 0.30 US dollars a month; `ColdStart` comes with them.
 */
export const metricUnits = {
  /** Looks at photos, by their end. */
  PhotosCompleted: 'Count',
  PhotosRejected: 'Count',
  PhotosFailed: 'Count',
  PhotosExpired: 'Count',
  /** From the announcement of a photo to its first labels. */
  UploadToLabels: 'Milliseconds',
  /** Photos that the detector has looked at, each paid. */
  PhotosDetected: 'Count',
  /** Calls of the detector that were too many, after the SDK's own tries. */
  DetectorThrottles: 'Count',
  /** Calls that wanted more photos than were left of a day. */
  QuotaRefusals: 'Count',
  /** Calls that came after the month's ceiling was reached. */
  CeilingRefusals: 'Count',
} as const;

export type MetricName = keyof typeof metricUnits;
