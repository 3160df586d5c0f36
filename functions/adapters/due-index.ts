import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { dueIndex, parseDueKey } from '../../schema/table.ts';
import type { DueList } from '../domain/ports.ts';

const keys = z.array(z.object({ PK: z.string(), SK: z.string() }));

/** The sparse index of what is not finished, in DynamoDB. It may name what is finished by now: read the item itself. */
export function dueIndexOf(tableName: string): DueList {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient());
  return {
    async *dueAt(now) {
      for (let shard = 0; shard < dueIndex.shards; shard += 1) {
        const pages = paginateQuery(
          { client },
          {
            TableName: tableName,
            IndexName: dueIndex.indexName,
            KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
            ExpressionAttributeValues: { ':shard': String(shard), ':now': now },
          },
        );
        for await (const { Items } of pages) {
          for (const key of keys.parse(Items ?? [])) {
            const item = parseDueKey(key);
            if (item) yield item;
          }
        }
      }
    },
  };
}
