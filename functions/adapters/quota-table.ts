import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { tableKeys } from '../../schema/table.ts';
import type { Quota } from '../domain/ports.ts';
import { unlessConditionFails } from './conditional-write.ts';

const dayItem = z.object({ used: z.number().int() });

/** The count of photos a day, one item an owner and day. Every change is one conditional write. */
export function quotaTable(tableName: string): Quota {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());

  return {
    async used(owner, day) {
      const { Item } = await table.send(
        new GetCommand({ TableName: tableName, Key: tableKeys.day(owner, day), ConsistentRead: true }),
      );
      return Item ? dayItem.parse(Item).used : 0;
    },

    async reserve(owner, day, count, limit) {
      if (count > limit) return false;
      const reservation = table.send(
        new UpdateCommand({
          TableName: tableName,
          Key: tableKeys.day(owner, day),
          UpdateExpression: 'ADD #used :count',
          ConditionExpression: 'attribute_not_exists(#used) OR #used <= :most',
          ExpressionAttributeNames: { '#used': 'used' },
          ExpressionAttributeValues: { ':count': count, ':most': limit - count },
        }),
      );
      return (await unlessConditionFails(reservation)) !== undefined;
    },

    async giveBack(owner, day, id) {
      const restitution = table.send(
        new UpdateCommand({
          TableName: tableName,
          Key: tableKeys.day(owner, day),
          UpdateExpression: 'ADD #used :minusOne, #givenBack :ids',
          ConditionExpression: 'attribute_exists(#used) AND NOT contains(#givenBack, :id)',
          ExpressionAttributeNames: { '#used': 'used', '#givenBack': 'givenBack' },
          ExpressionAttributeValues: { ':minusOne': -1, ':ids': new Set([id]), ':id': id },
        }),
      );
      await unlessConditionFails(restitution);
    },
  };
}
