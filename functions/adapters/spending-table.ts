import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { tableKeys } from '../../schema/table.ts';
import type { Spending } from '../domain/ports.ts';

const count = z.number().default(0);
const monthItem = z
  .object({ detections: count, looks: count, lookMs: count })
  .default({ detections: 0, looks: 0, lookMs: 0 });

/**
 * The count of paid detections and what they took, one item a month. An answer of DynamoDB that is lost may count one
 * twice: the ceiling is a guard and no bill.
 */
export function spendingTable(tableName: string): Spending {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());

  async function read(month: string) {
    const { Item } = await table.send(new GetCommand({ TableName: tableName, Key: tableKeys.month(month) }));
    return monthItem.parse(Item);
  }

  async function add(month: string, UpdateExpression: string, ExpressionAttributeValues: Record<string, number>) {
    const item = { TableName: tableName, Key: tableKeys.month(month) };
    await table.send(new UpdateCommand({ ...item, UpdateExpression, ExpressionAttributeValues }));
  }

  return {
    spent: async (month) => (await read(month)).detections,
    add: (month) => add(month, 'ADD detections :one', { ':one': 1 }),
    took: (month, ms) => add(month, 'ADD looks :one, lookMs :ms', { ':one': 1, ':ms': ms }),
    async averageMs(month) {
      const { looks, lookMs } = await read(month);
      return looks > 0 ? lookMs / looks : undefined;
    },
  };
}
