import * as z from 'zod';
import type { Resource } from '../../assembly/resource.ts';
import { noEffect, readProperties } from '../properties.ts';
import type { Expiration } from './lifecycle.ts';

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
  expirations: Expiration[];
}

const corsRule = z.strictObject({
  AllowedOrigins: z.array(z.string()),
  AllowedMethods: z.array(z.string()),
  AllowedHeaders: z.array(z.string()).default([]),
  ExposedHeaders: z.array(z.string()).default([]),
  MaxAge: z.coerce.number().optional(),
  Id: z.string().optional(),
});

const lifecycleRule = z.strictObject({
  Id: z.string().optional(),
  Prefix: z.string().default(''),
  Status: z.enum(['Enabled', 'Disabled']),
  ExpirationInDays: z.coerce.number().int().positive().optional(),
  // There are no multipart uploads here.
  AbortIncompleteMultipartUpload: noEffect,
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
  LifecycleConfiguration: z.strictObject({ Rules: z.array(lifecycleRule) }).optional(),
  Tags: noEffect,
});

export function readBucket(resource: Resource): Bucket {
  const { CorsConfiguration, NotificationConfiguration, LifecycleConfiguration } = readProperties(properties, resource);
  return {
    name: resource.ref,
    arn: resource.attributes['Arn'] ?? '',
    corsRules: CorsConfiguration?.CorsRules ?? [],
    emitsEvents: NotificationConfiguration?.EventBridgeConfiguration.EventBridgeEnabled ?? false,
    expirations: (LifecycleConfiguration?.Rules ?? []).flatMap(({ Status, Prefix, ExpirationInDays: days }) =>
      Status === 'Enabled' && days !== undefined ? [{ prefix: Prefix, days }] : [],
    ),
  };
}
