import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Resource } from '../../assembly/resource.ts';
import { noEffect, readProperties } from '../properties.ts';
import { AwsError } from '../service.ts';
import type { Engine } from './engine.ts';
import { createTableOperation, describeTableOperation } from './operations.ts';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.strictObject({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()).optional() });
const throughput = z.strictObject({ ReadCapacityUnits: z.coerce.number(), WriteCapacityUnits: z.coerce.number() });
const index = { IndexName: z.string(), KeySchema: keySchema, Projection: projection };

const properties = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  BillingMode: z.enum(['PROVISIONED', 'PAY_PER_REQUEST']).optional(),
  ProvisionedThroughput: throughput.optional(),
  LocalSecondaryIndexes: z.array(z.strictObject(index)).optional(),
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        ...index,
        ProvisionedThroughput: throughput.optional(),
        OnDemandThroughput: noEffect,
        WarmThroughput: noEffect,
        ContributorInsightsSpecification: noEffect,
      }),
    )
    .optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
  // Nothing here reads a stream; an event source on one stops the boot by itself.
  StreamSpecification: noEffect,
  // One machine: no backups, no keys, no capacity to reserve, nobody to protect the table from.
  PointInTimeRecoverySpecification: noEffect,
  SSESpecification: noEffect,
  TableClass: noEffect,
  OnDemandThroughput: noEffect,
  WarmThroughput: noEffect,
  ContributorInsightsSpecification: noEffect,
  DeletionProtectionEnabled: noEffect,
  Tags: noEffect,
});

const description = z.object({
  TableStatus: z.string(),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string() }).loose()),
  KeySchema: z.array(z.unknown()),
  LocalSecondaryIndexes: z.array(z.object({ IndexName: z.string() }).loose()).default([]),
  GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string() }).loose()).default([]),
});

type Description = z.output<typeof description>;

/** Makes the table of the template unless it is there; one with other keys or indexes stops the boot. */
export async function ensureTable(engine: Engine, resource: Resource): Promise<void> {
  const input = createInput(resource);
  engine.indexKeys.know(resource.ref, [
    ...(input.LocalSecondaryIndexes ?? []),
    ...(input.GlobalSecondaryIndexes ?? []),
  ]);
  const existing = await describe(engine, resource.ref);
  if (existing?.TableStatus !== 'ACTIVE') {
    // A process that ended while it made the table cannot have put anything into it.
    if (existing) await engine.forgetTable(resource.ref);
    await engine.run(createTableOperation, input);
    while ((await describe(engine, resource.ref))?.TableStatus !== 'ACTIVE') await setImmediate();
  } else if (!isDeepStrictEqual(shapeOf(existing), shapeOf(description.parse({ ...input, TableStatus: 'ACTIVE' })))) {
    throw new Error(
      `The table ${resource.ref} on disk has other keys or indexes than the template: start with a fresh data folder`,
    );
  }
}

async function describe(engine: Engine, TableName: string): Promise<Description | undefined> {
  try {
    const output = await engine.run(describeTableOperation, { TableName });
    return z.object({ Table: description }).parse(output).Table;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** What cannot change without the items being written anew. */
function shapeOf({
  AttributeDefinitions,
  KeySchema,
  LocalSecondaryIndexes,
  GlobalSecondaryIndexes,
}: Description): object {
  const byName = (name: string) => (a: Record<string, unknown>, b: Record<string, unknown>) =>
    String(a[name]) < String(b[name]) ? -1 : 1;
  const indexes = [...LocalSecondaryIndexes, ...GlobalSecondaryIndexes].map((each) => ({
    IndexName: each.IndexName,
    KeySchema: each['KeySchema'],
    Projection: each['Projection'],
  }));
  return {
    KeySchema,
    attributes: AttributeDefinitions.toSorted(byName('AttributeName')),
    indexes: indexes.toSorted(byName('IndexName')),
  };
}

/** What CreateTable takes of the template's properties. */
function createInput(resource: Resource) {
  const given = readProperties(properties, resource);
  const { AttributeDefinitions, KeySchema, BillingMode, ProvisionedThroughput, LocalSecondaryIndexes } = given;
  const GlobalSecondaryIndexes = given.GlobalSecondaryIndexes?.map((each) => ({
    IndexName: each.IndexName,
    KeySchema: each.KeySchema,
    Projection: each.Projection,
    ...(each.ProvisionedThroughput && { ProvisionedThroughput: each.ProvisionedThroughput }),
  }));
  return {
    TableName: resource.ref,
    AttributeDefinitions,
    KeySchema,
    ...(BillingMode && { BillingMode }),
    ...(ProvisionedThroughput && { ProvisionedThroughput }),
    ...(LocalSecondaryIndexes && { LocalSecondaryIndexes }),
    ...(GlobalSecondaryIndexes && { GlobalSecondaryIndexes }),
  };
}
