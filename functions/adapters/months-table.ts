import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { tableKeys } from '../../schema/table.ts';
import type { Months } from '../domain/ports.ts';
import { readAll } from './batches.ts';
import { unlessConditionFails } from './conditional-write.ts';
import { fitting, monthDaysItem, monthItem } from './month-item.ts';

const monthItems = z.array(z.object({ SK: z.string(), month: monthItem }));
const daysItems = z.array(z.object({ SK: z.string(), days: monthDaysItem }));
const revisionItem = z.object({ revision: z.number().int() });

/** Months of totals, in DynamoDB: an item for each, and another with the labels of its days. */
export function monthsTable(tableName: string): Months {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());

  /** Puts an item in place of an older one; false when there is none as old. */
  async function put(key: { PK: string; SK: string }, item: Record<string, unknown>, revision: number) {
    const write = table.send(
      new PutCommand({
        TableName: tableName,
        Item: { ...key, ...item, revision },
        ConditionExpression: 'attribute_not_exists(revision) OR revision < :revision',
        ExpressionAttributeValues: { ':revision': revision },
      }),
    );
    return (await unlessConditionFails(write)) !== undefined;
  }

  return {
    async between(owner, from, to) {
      const first = tableKeys.monthOf(owner, from);
      const { Items } = await table.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'PK = :owner AND SK BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':owner': first.PK, ':from': first.SK, ':to': tableKeys.monthOf(owner, to).SK },
        }),
      );
      return new Map(monthItems.parse(Items ?? []).map((item) => [nameOf(item.SK), item.month]));
    },
    async days(owner, months) {
      const keys = months.map((name) => tableKeys.monthDays(owner, name));
      const items = daysItems.parse(await readAll(table, tableName, keys));
      return new Map(items.map((item) => [nameOf(item.SK), item.days]));
    },
    async revision(owner, name) {
      const { Item } = await table.send(
        new GetCommand({
          TableName: tableName,
          Key: tableKeys.monthOf(owner, name),
          ProjectionExpression: 'revision',
          ConsistentRead: true,
        }),
      );
      return Item ? revisionItem.parse(Item).revision : 0;
    },
    async put(owner, name, made, revision) {
      const { month, days } = fitting(made.month, made.days);
      if (!(await put(tableKeys.monthOf(owner, name), { month }, revision + 1))) return false;
      // Days that are newer already stay: they come from the same place.
      await put(tableKeys.monthDays(owner, name), { days }, revision + 1);
      return true;
    },
  };
}

function nameOf(sortKey: string): string {
  return sortKey.slice(sortKey.indexOf('#') + 1);
}
