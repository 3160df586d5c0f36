import * as z from 'zod';
import type { Resource } from '../../assembly/resource.ts';
import { noEffect, readProperties } from '../properties.ts';
import { compileInput, type Input } from './input.ts';
import { compilePattern, type Pattern } from './pattern.ts';

/** Where a rule sends what it matches. */
export interface Target {
  id: string;
  arn: string;
  input: Input;
  /** For AppSync: the GraphQL operation, and the role that calls. */
  appSync?: { operation: string; roleArn: string };
  deadLetterArn?: string | undefined;
  maximumRetryAttempts: number;
  maximumEventAgeMs: number;
}

export interface Rule {
  name: string;
  arn: string;
  bus: string;
  matches: Pattern;
  targets: Target[];
}

const target = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
  AppSyncParameters: z.strictObject({ GraphQLOperation: z.string() }).optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.coerce.number().int().min(0).max(185).default(185),
      MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(86_400).default(86_400),
    })
    .prefault({}),
});

const properties = z.strictObject({
  Name: z.string().optional(),
  Description: noEffect,
  EventBusName: z.string().default('default'),
  EventPattern: z.unknown(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(target).default([]),
  Tags: noEffect,
});

/** A rule that can match, or undefined for one that is switched off. Throws for what is not emulated, by name. */
export function readRule(resource: Resource): Rule | undefined {
  const { EventBusName, EventPattern, State, Targets } = readProperties(properties, resource);
  try {
    const rule = {
      name: resource.attributes['Name'] ?? resource.logicalId,
      arn: resource.attributes['Arn'] ?? '',
      bus: busNameOf(EventBusName),
      matches: compilePattern(EventPattern),
      targets: Targets.map(readTarget),
    };
    return State === 'ENABLED' ? rule : undefined;
  } catch (error) {
    throw new Error(
      `${resource.type} ${resource.logicalId}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The name of a bus that is given by name or by ARN. */
export function busNameOf(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.indexOf('/') + 1) : nameOrArn;
}

function readTarget(settings: z.output<typeof target>): Target {
  const service = settings.Arn.split(':')[2];
  const { AppSyncParameters, RoleArn } = settings;
  if (service !== 'sqs' && service !== 'appsync') throw new Error(`the target ${settings.Arn} is not emulated`);
  if ((service === 'appsync') !== (AppSyncParameters !== undefined)) {
    throw new Error(`the target ${settings.Id} takes AppSyncParameters if, and only if, it is an AppSync API`);
  }
  if (AppSyncParameters && RoleArn === undefined) throw new Error(`the target ${settings.Id} needs a RoleArn`);
  return {
    id: settings.Id,
    arn: settings.Arn,
    input: compileInput(settings),
    ...(AppSyncParameters &&
      RoleArn !== undefined && { appSync: { operation: AppSyncParameters.GraphQLOperation, roleArn: RoleArn } }),
    deadLetterArn: settings.DeadLetterConfig?.Arn,
    maximumRetryAttempts: settings.RetryPolicy.MaximumRetryAttempts,
    maximumEventAgeMs: settings.RetryPolicy.MaximumEventAgeInSeconds * 1000,
  };
}
