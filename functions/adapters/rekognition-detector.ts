import { DetectLabelsCommand, RekognitionClient, type Label as DetectedLabel } from '@aws-sdk/client-rekognition';
import { labelFloor, maxLabels } from '../../schema/limits.ts';
import { objectKey } from '../../schema/table.ts';
import type { Detector, FoundLabels } from '../domain/ports.ts';
import { metrics } from './telemetry.ts';
import { tracedClient } from './tracing.ts';

const names = (list: readonly { Name?: string | undefined }[] = []) =>
  list.flatMap(({ Name }) => (Name === undefined ? [] : [Name]));

function toLabel(label: DetectedLabel): FoundLabels['labels'][number] {
  return {
    name: label.Name ?? '',
    confidence: label.Confidence ?? 0,
    instances: (label.Instances ?? []).map(({ Confidence = 0, BoundingBox: box = {} }) => ({
      confidence: Confidence,
      box: { left: box.Left ?? 0, top: box.Top ?? 0, width: box.Width ?? 0, height: box.Height ?? 0 },
    })),
    parents: names(label.Parents),
    aliases: names(label.Aliases),
    categories: names(label.Categories),
  };
}

/** Too many calls: of this account's rate a second, or of a burst. */
const throttles = ['ThrottlingException', 'ProvisionedThroughputExceededException'];

function countThrottle(error: unknown): never {
  if (error instanceof Error && throttles.includes(error.name)) metrics.add('DetectorThrottles');
  throw error;
}

/** Rekognition's DetectLabels on a photo in the bucket. Errors are the SDK's own, by name. */
export function rekognitionDetector(bucket: string): Detector {
  const rekognition = tracedClient(new RekognitionClient());
  return {
    async detectLabels(owner, id) {
      const question = new DetectLabelsCommand({
        Image: { S3Object: { Bucket: bucket, Name: objectKey(owner, id) } },
        MinConfidence: labelFloor,
        MaxLabels: maxLabels,
      });
      const answer = await rekognition.send(question).catch(countThrottle);
      metrics.add('PhotosDetected');
      const labels = (answer.Labels ?? []).map(toLabel).sort((a, b) => b.confidence - a.confidence);
      return { labels, labelModelVersion: answer.LabelModelVersion ?? '' };
    },
  };
}
