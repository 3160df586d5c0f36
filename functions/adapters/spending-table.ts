import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { spendingParts, tableKeys } from '../../schema/table.ts';
import type { Spending } from '../domain/ports.ts';
import { readAll } from './batches.ts';

const count = z.number().default(0);
const parts = z.array(z.object({ detections: count, looks: count, lookMs: count }));

/**
 * The count of paid detections and what they took, in DynamoDB. An answer that is lost may count one twice: the ceiling
 * is a guard and no bill.
 */
export function spendingTable(tableName: string): Spending {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());

  async function read(month: string) {
    const keys = Array.from({ length: spendingParts }, (_, part) => tableKeys.spending(month, part));
    const found = parts.parse(await readAll(table, tableName, keys));
    return (what: 'detections' | 'looks' | 'lookMs') => found.reduce((sum, part) => sum + part[what], 0);
  }

  async function add(month: string, UpdateExpression: string, ExpressionAttributeValues: Record<string, number>) {
    const part = Math.floor(Math.random() * spendingParts);
    const item = { TableName: tableName, Key: tableKeys.spending(month, part) };
    await table.send(new UpdateCommand({ ...item, UpdateExpression, ExpressionAttributeValues }));
  }

  return {
    spent: async (month) => (await read(month))('detections'),
    add: (month) => add(month, 'ADD detections :one', { ':one': 1 }),
    took: (month, ms) => add(month, 'ADD looks :one, lookMs :ms', { ':one': 1, ':ms': ms }),
    async averageMs(month) {
      const sum = await read(month);
      return sum('looks') > 0 ? sum('lookMs') / sum('looks') : undefined;
    },
  };
}
