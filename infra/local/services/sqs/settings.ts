import * as z from 'zod';
import type { Resource } from '../../assembly/resource.ts';
import { noEffect, readProperties } from '../properties.ts';

/** What a queue does, in milliseconds and bytes. */
export interface QueueSettings {
  name: string;
  arn: string;
  url: string;
  delayMs: number;
  visibilityMs: number;
  retentionMs: number;
  waitMs: number;
  maximumMessageSize: number;
  redrive?: { deadLetterTargetArn: string; maxReceiveCount: number };
}

const seconds = (fallback: number) => z.coerce.number().default(fallback);

const properties = z.strictObject({
  QueueName: z.string().optional(),
  DelaySeconds: seconds(0),
  VisibilityTimeout: seconds(30),
  MessageRetentionPeriod: seconds(4 * 24 * 3600),
  ReceiveMessageWaitTimeSeconds: seconds(0),
  MaximumMessageSize: z.coerce.number().default(1_048_576),
  RedrivePolicy: z
    .strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number().int().min(1).max(1000) })
    .optional(),
  FifoQueue: z.literal(false, 'FIFO queues are not emulated').optional(),
  // Nobody else has access to the machine's disk through SQS, and nobody else has queues here.
  SqsManagedSseEnabled: noEffect,
  KmsMasterKeyId: noEffect,
  KmsDataKeyReusePeriodSeconds: noEffect,
  RedriveAllowPolicy: noEffect,
  Tags: noEffect,
});

export function queueSettings(resource: Resource): QueueSettings {
  const values = readProperties(properties, resource);
  return {
    name: resource.attributes['QueueName'] ?? resource.logicalId,
    arn: resource.attributes['Arn'] ?? '',
    url: resource.ref,
    delayMs: values.DelaySeconds * 1000,
    visibilityMs: values.VisibilityTimeout * 1000,
    retentionMs: values.MessageRetentionPeriod * 1000,
    waitMs: values.ReceiveMessageWaitTimeSeconds * 1000,
    maximumMessageSize: values.MaximumMessageSize,
    ...(values.RedrivePolicy && { redrive: values.RedrivePolicy }),
  };
}

/** The settings as GetQueueAttributes names them. */
export function settingAttributes(settings: QueueSettings): Record<string, string> {
  return {
    QueueArn: settings.arn,
    DelaySeconds: String(settings.delayMs / 1000),
    VisibilityTimeout: String(settings.visibilityMs / 1000),
    MessageRetentionPeriod: String(settings.retentionMs / 1000),
    ReceiveMessageWaitTimeSeconds: String(settings.waitMs / 1000),
    MaximumMessageSize: String(settings.maximumMessageSize),
    ...(settings.redrive && { RedrivePolicy: JSON.stringify(settings.redrive) }),
  };
}
