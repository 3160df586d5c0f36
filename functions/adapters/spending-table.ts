import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { tableKeys } from '../../schema/table.ts';
import type { Spending } from '../domain/ports.ts';

const monthItem = z.object({ detections: z.number().int() });

/** The count of paid detections, one item a month. */
export function spendingTable(tableName: string): Spending {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());
  return {
    async spent(month) {
      const { Item } = await table.send(new GetCommand({ TableName: tableName, Key: tableKeys.month(month) }));
      return Item ? monthItem.parse(Item).detections : 0;
    },
    async add(month) {
      await table.send(
        new UpdateCommand({
          TableName: tableName,
          Key: tableKeys.month(month),
          UpdateExpression: 'ADD detections :one',
          ExpressionAttributeValues: { ':one': 1 },
        }),
      );
    },
  };
}
