import * as z from 'zod';
import type { Resource } from '../../assembly/resource.ts';
import { noEffect, readProperties } from '../properties.ts';
import { plainHttp } from '../../plain-http.ts';
import type { Cloud } from '../service.ts';

const properties = z.strictObject({
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string().includes('.'),
  Role: z.string(),
  Runtime: z.string().regex(/^nodejs\d+\.x$/, 'only Node.js functions run on this machine'),
  FunctionName: z.string().optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()).default({}) }).optional(),
  MemorySize: z.number().int().default(128),
  Timeout: z.number().int().positive().default(3),
  ReservedConcurrentExecutions: z.number().int().nonnegative().optional(),
  DeadLetterConfig: z
    .strictObject({ TargetArn: z.string().includes(':sqs:', 'only queues take dead letters on this machine') })
    .optional(),
  Architectures: noEffect, // bundles are the same on all
  Description: noEffect,
  EphemeralStorage: noEffect, // this machine's own
  LoggingConfig: noEffect, // everything goes to the local cloud's log
  TracingConfig: noEffect, // there are no traces here
  RecursiveLoop: noEffect,
  RuntimeManagementConfig: noEffect, // the Node.js of this machine
  Tags: noEffect,
});

/** A function as it runs. */
export interface FunctionSettings {
  name: string;
  arn: string;
  roleArn: string;
  /** Where the assembly has the code. */
  codePath: string;
  handler: string;
  runtime: string;
  variables: Record<string, string>;
  memoryMb: number;
  timeoutMs: number;
  /** Undefined: shares what the machine has. */
  reservedConcurrency: number | undefined;
  /** The queue for asynchronous events that are given up. */
  deadLetterArn: string | undefined;
}

export function functionArn(name: string, { region, account, partition }: Cloud['deployment']): string {
  return `arn:${partition}:lambda:${region}:${account}:function:${name}`;
}

/** Reads the functions of the stack. Throws, by name, for what does not run here. */
export function functionsOf(cloud: Cloud): FunctionSettings[] {
  const functions = cloud.resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  return functions.filter((each) => !isCustomResourceProvider(each, cloud)).map((each) => settingsOf(each, cloud));
}

/**
 * The function behind a custom resource works only while a stack is deployed. It is not run here: the service that
 * knows the custom resource's type does its work.
 */
function isCustomResourceProvider({ attributes }: Resource, { resources }: Cloud): boolean {
  return resources.some(({ properties: { ServiceToken } }) => ServiceToken === attributes['Arn']);
}

function settingsOf(resource: Resource, cloud: Cloud): FunctionSettings {
  const read = readProperties(properties, resource);
  const { addresses } = cloud.deployment;
  const variables = Object.entries(read.Environment?.Variables ?? {});
  return {
    name: resource.ref,
    arn: functionArn(resource.ref, cloud.deployment),
    roleArn: read.Role,
    codePath: cloud.assetPath(read.Code.S3Bucket, read.Code.S3Key),
    handler: read.Handler,
    runtime: read.Runtime,
    variables: Object.fromEntries(variables.map(([name, value]) => [name, plainHttp(value, addresses)])),
    memoryMb: read.MemorySize,
    timeoutMs: read.Timeout * 1000,
    reservedConcurrency: read.ReservedConcurrentExecutions,
    deadLetterArn: read.DeadLetterConfig?.TargetArn,
  };
}
