import * as z from 'zod';
import type { Resource } from '../../assembly/resource.ts';
import { hourly } from '../hourly.ts';
import { AwsError, type Cloud } from '../service.ts';
import type { Engine } from './engine.ts';
import { itemOperations } from './operations.ts';

const expiring = z.object({
  KeySchema: z.array(z.object({ AttributeName: z.string() })),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});

const page = z.object({
  Items: z.array(z.record(z.string(), z.unknown())).default([]),
  LastEvaluatedKey: z.record(z.string(), z.unknown()).optional(),
});

/**
 * Deletes items whose time to live (seconds since the epoch) is over, within an hour; AWS takes up to some days. Nothing
 * happens of a table that has none. The returned function ends it.
 */
export function expireItems(cloud: Cloud, engine: Engine, tables: readonly Resource[]): () => Promise<void> {
  const ends = tables.flatMap(({ ref, properties }) => {
    const { KeySchema, TimeToLiveSpecification: ttl } = expiring.parse(properties);
    if (!ttl?.Enabled) return [];
    const table = { name: ref, keys: KeySchema.map((key) => key.AttributeName), attribute: ttl.AttributeName };
    return [hourly(cloud, 'dynamodb', () => expire(engine, table, Math.floor(cloud.clock.now() / 1000)))];
  });
  return async () => {
    await Promise.all(ends.map((end) => end()));
  };
}

async function expire(
  engine: Engine,
  { name, keys, attribute }: { name: string; keys: string[]; attribute: string },
  nowSeconds: number,
): Promise<void> {
  const condition = {
    TableName: name,
    ExpressionAttributeNames: { '#ttl': attribute },
    ExpressionAttributeValues: { ':now': { N: String(nowSeconds) } },
  };
  let from: Record<string, unknown> | undefined;
  do {
    const found = await run(engine, 'Scan', {
      ...condition,
      FilterExpression: '#ttl < :now',
      ...(from && { ExclusiveStartKey: from }),
    });
    const { Items, LastEvaluatedKey } = page.parse(found);
    for (const item of Items) {
      const key = Object.fromEntries(keys.map((each) => [each, item[each]]));
      try {
        await run(engine, 'DeleteItem', { ...condition, Key: key, ConditionExpression: '#ttl < :now' });
      } catch (error) {
        // It has been given more time meanwhile.
        if (!(error instanceof AwsError && error.code === 'ConditionalCheckFailedException')) throw error;
      }
    }
    from = LastEvaluatedKey;
  } while (from);
}

function run(engine: Engine, name: 'Scan' | 'DeleteItem', input: Record<string, unknown>): Promise<object> {
  const operation = itemOperations[name];
  if (!operation) throw new Error(`There is no ${name}`);
  return engine.run(operation, input);
}
