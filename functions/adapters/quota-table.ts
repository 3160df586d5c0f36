import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { dueShard, tableKeys } from '../../schema/table.ts';
import type { Place } from '../domain/analysis.ts';
import { dueAt } from '../domain/due.ts';
import type { Quota } from '../domain/ports.ts';
import { unlessConditionFails } from './conditional-write.ts';

const dayItem = z.object({
  used: z.number().int().default(0),
  reserved: z.set(z.string()).optional(),
  changedAt: z.string(),
});

/**
 * The count of photos a day, one item an owner and day. Every change is one conditional write: a place is spent or
 * given back only while its analysis is among `reserved`, so repeating either changes nothing.
 */
export function quotaTable(tableName: string): Quota {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());

  async function read(owner: string, day: string): Promise<z.infer<typeof dayItem> | undefined> {
    const { Item } = await table.send(
      new GetCommand({ TableName: tableName, Key: tableKeys.day(owner, day), ConsistentRead: true }),
    );
    return Item && dayItem.parse(Item);
  }

  /** One conditional write; false when the condition does not hold. */
  async function write(owner: string, day: string, update: Omit<UpdateCommandInput, 'TableName' | 'Key'>) {
    const command = new UpdateCommand({ TableName: tableName, Key: tableKeys.day(owner, day), ...update });
    return (await unlessConditionFails(table.send(command))) !== undefined;
  }

  /** Lets go of one reserved place; what `used` gains by it is -1 or 0. */
  async function release(owner: string, { day, token }: Place, gain: number): Promise<void> {
    await write(owner, day, {
      UpdateExpression: 'ADD used :gain DELETE reserved :tokens',
      ConditionExpression: 'contains(reserved, :token)',
      ExpressionAttributeValues: { ':gain': gain, ':tokens': new Set([token]), ':token': token },
    });
  }

  return {
    used: async (owner, day) => (await read(owner, day))?.used ?? 0,

    async reserve(owner, day, tokens, limit, now) {
      const [first = ''] = tokens;
      if (tokens.length > limit) return false;
      const reserved = await write(owner, day, {
        UpdateExpression: 'SET changedAt = :now, dueShard = :shard, dueAt = :dueAt ADD used :count, reserved :tokens',
        ConditionExpression: '(attribute_not_exists(used) OR used <= :most) AND NOT contains(reserved, :first)',
        ExpressionAttributeValues: {
          ':now': now,
          ':shard': dueShard(owner),
          ':dueAt': dueAt(now, 'day'),
          ':count': tokens.length,
          ':tokens': new Set(tokens),
          ':first': first,
          ':most': limit - tokens.length,
        },
      });
      // An answer that was lost made the SDK ask again.
      return reserved || ((await read(owner, day))?.reserved?.has(first) ?? false);
    },

    spend: (owner, place) => release(owner, place, 0),
    giveBack: (owner, place) => release(owner, place, -1),

    async find(owner, day) {
      const item = await read(owner, day);
      return item && { reserved: [...(item.reserved ?? [])], since: item.changedAt };
    },

    async close(owner, day, since) {
      await write(owner, day, {
        UpdateExpression: 'REMOVE dueShard, dueAt',
        ConditionExpression: 'changedAt = :since',
        ExpressionAttributeValues: { ':since': since },
      });
    },
  };
}
