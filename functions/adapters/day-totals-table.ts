import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { dueShard, tableKeys } from '../../schema/table.ts';
import { dueAt } from '../domain/due.ts';
import type { DayTotals } from '../domain/ports.ts';
import { unlessConditionFails } from './conditional-write.ts';
import { totalsItem } from './totals-item.ts';

/** The totals of an owner's day, in DynamoDB, in the item that counts the day's limit. */
export function dayTotalsTable(tableName: string): DayTotals {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());
  return {
    async add(owner, day, token, totals, now) {
      const changed = Object.entries(totals).filter(([, count]) => count !== 0);
      if (changed.length === 0) return;
      const write = table.send(
        new UpdateCommand({
          TableName: tableName,
          Key: tableKeys.day(owner, day),
          UpdateExpression: `SET changedAt = :now, dueShard = :shard, dueAt = :dueAt ADD added :tokens, ${changed.map(([name]) => `#${name} :${name}`).join(', ')}`,
          // A token that is forgotten already belongs to what nobody adds any more.
          ConditionExpression: 'NOT contains(added, :token)',
          ExpressionAttributeNames: Object.fromEntries(changed.map(([name]) => [`#${name}`, name])),
          ExpressionAttributeValues: {
            ...Object.fromEntries(changed.map(([name, count]) => [`:${name}`, count])),
            ':now': now,
            ':shard': dueShard(owner),
            ':dueAt': dueAt(now, 'day'),
            ':token': token,
            ':tokens': new Set([token]),
          },
        }),
      );
      await unlessConditionFails(write);
    },

    async read(owner, day) {
      const { Item } = await table.send(
        new GetCommand({ TableName: tableName, Key: tableKeys.day(owner, day), ConsistentRead: true }),
      );
      return totalsItem.parse(Item ?? {});
    },
  };
}
