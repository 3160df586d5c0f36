import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { dueShard, tableKeys } from '../../schema/table.ts';
import type { Erasures, Tombstone, Tombstones } from '../domain/ports.ts';
import { placeItem } from './place-item.ts';
import { totalsItem } from './totals-item.ts';

const tombstone = z.object({
  id: z.string(),
  owner: z.string(),
  createdAt: z.string(),
  sha256: z.string(),
  place: placeItem.optional(),
  wasted: z.boolean().optional(),
  deletedAt: z.string(),
  counted: totalsItem,
  adding: z.object({ token: z.string(), totals: totalsItem }).optional(),
  indexed: z.array(z.string()),
}) satisfies z.ZodType<Tombstone>;

/** What is left of deleted analyses, in DynamoDB. */
export function tombstonesTable(tableName: string): Tombstones {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(), { marshallOptions: { removeUndefinedValues: true } });
  const key = (owner: string, id: string) => ({ TableName: tableName, Key: tableKeys.deleted(owner, id) });
  return {
    async find(owner, id) {
      const { Item } = await table.send(new GetCommand({ ...key(owner, id), ConsistentRead: true }));
      return Item && tombstone.parse(Item.tombstone);
    },
    async put(stone, dueAt) {
      await table.send(
        new UpdateCommand({
          ...key(stone.owner, stone.id),
          UpdateExpression: 'SET tombstone = :tombstone, dueShard = :shard, dueAt = :dueAt',
          ExpressionAttributeValues: { ':tombstone': stone, ':shard': dueShard(stone.id), ':dueAt': dueAt },
        }),
      );
    },
    async remove(owner, id) {
      await table.send(new DeleteCommand(key(owner, id)));
    },
  };
}

/** Who wants everything deleted, in DynamoDB. */
export function erasuresTable(tableName: string): Erasures {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());
  const key = (owner: string) => ({ TableName: tableName, Key: tableKeys.erasure(owner) });
  return {
    async put(owner, dueAt) {
      await table.send(
        new UpdateCommand({
          ...key(owner),
          UpdateExpression: 'SET dueShard = :shard, dueAt = :dueAt',
          ExpressionAttributeValues: { ':shard': dueShard(owner), ':dueAt': dueAt },
        }),
      );
    },
    async remove(owner) {
      await table.send(new DeleteCommand(key(owner)));
    },
  };
}
