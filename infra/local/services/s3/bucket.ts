import * as z from 'zod';
import type { Resource } from '../../assembly/resource.ts';
import { noEffect, readProperties } from '../properties.ts';

export interface CorsRule {
  AllowedOrigins: string[];
  AllowedMethods: string[];
  AllowedHeaders: string[];
  ExposedHeaders: string[];
  MaxAge?: number | undefined;
}

export interface Bucket {
  name: string;
  arn: string;
  corsRules: CorsRule[];
  /** Whether object changes go to EventBridge's default bus. */
  emitsEvents: boolean;
}

const corsRule = z.strictObject({
  AllowedOrigins: z.array(z.string()),
  AllowedMethods: z.array(z.string()),
  AllowedHeaders: z.array(z.string()).default([]),
  ExposedHeaders: z.array(z.string()).default([]),
  MaxAge: z.coerce.number().optional(),
  Id: z.string().optional(),
});

const properties = z.strictObject({
  BucketName: z.string().optional(),
  CorsConfiguration: z.strictObject({ CorsRules: z.array(corsRule) }).optional(),
  NotificationConfiguration: z
    .strictObject({ EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: z.boolean().default(true) }) })
    .optional(),
  // Disks are the machine's own, and nothing of it is public.
  BucketEncryption: noEffect,
  PublicAccessBlockConfiguration: noEffect,
  OwnershipControls: noEffect,
  // Days pass unnoticed here: what a rule would expire stays until the data folder goes.
  LifecycleConfiguration: noEffect,
  Tags: noEffect,
});

export function readBucket(resource: Resource): Bucket {
  const { CorsConfiguration, NotificationConfiguration } = readProperties(properties, resource);
  return {
    name: resource.ref,
    arn: resource.attributes['Arn'] ?? '',
    corsRules: CorsConfiguration?.CorsRules ?? [],
    emitsEvents: NotificationConfiguration?.EventBridgeConfiguration.EventBridgeEnabled ?? false,
  };
}
