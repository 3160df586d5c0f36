import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { tableKeys } from '../../schema/table.ts';
import type { Month, MonthDays } from '../domain/month.ts';
import type { Months } from '../domain/ports.ts';
import { readAll } from './batches.ts';
import { unlessConditionFails } from './conditional-write.ts';
import { pack, packed, totalsItem } from './totals-item.ts';

/**
 * What a month and its days hold at most, in packed bytes: 13 months and the days of two stay below 30 read units
 * whatever is stored. A month has room for some 500 labels or more, its days for some 5,000 counts of a label on a day;
 * beyond, the least counted labels are left out.
 */
const mostMonthBytes = 9500;
const mostDaysBytes = 28_000;

// Lists take less room than objects.
const count = z.number().int();
const storedMonth = z
  .object({
    days: z.record(z.string(), z.tuple([totalsItem, z.array(z.tuple([z.string(), count, count]))])),
    labels: z.array(z.tuple([z.string(), count, count, z.string()])),
  })
  .transform(({ days, labels }): Month => ({
    days: Object.fromEntries(
      Object.entries(days).map(([day, [totals, top]]) => [
        day,
        { totals, top: top.map(([name, count, confidence]) => ({ name, count, confidence })) },
      ]),
    ),
    labels: labels.map(([name, count, confidence, lastDay]) => ({ name, count, confidence, lastDay })),
  }));
const storedDays = z
  .record(
    z.string(),
    z.record(
      z.string(),
      z.tuple([count, count]).transform(([count, confidence]) => ({ count, confidence })),
    ),
  )
  .transform((days): MonthDays => days);

const monthItems = z.array(z.object({ SK: z.string(), month: packed(storedMonth) }));
const daysItems = z.array(z.object({ SK: z.string(), days: packed(storedDays) }));
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

/** A month and its days as they are stored: packed, with as many labels as there is room for. */
export function fitting({ days, labels }: Month, labelDays: MonthDays) {
  const storedDays = Object.fromEntries(
    Object.entries(days).map(([day, { totals, top }]) => [
      day,
      [totals, top.map(({ name, count, confidence }) => [name, count, confidence])],
    ]),
  );
  return {
    month: packedWithin(mostMonthBytes, labels, (some) => ({
      days: storedDays,
      labels: some.map(({ name, count, confidence, lastDay }) => [name, count, confidence, lastDay]),
    })),
    days: packedWithin(mostDaysBytes, labels, (some) =>
      Object.fromEntries(some.map(({ name }) => [name, storedLabelDays(labelDays[name] ?? {})])),
    ),
  };
}

function storedLabelDays(days: MonthDays[string]) {
  return Object.fromEntries(Object.entries(days).map(([day, { count, confidence }]) => [day, [count, confidence]]));
}

/** Packs what is made of a list, of as much of it from the start on as fits. */
function packedWithin<Item>(bytes: number, list: readonly Item[], of: (some: readonly Item[]) => unknown): Uint8Array {
  for (let left = list.length; ;) {
    const value = pack(of(list.slice(0, left)));
    if (value.length <= bytes || left === 0) return value;
    left = Math.floor(left * Math.max(0.1, Math.min(0.9, bytes / value.length)));
  }
}
