import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { exportRecord } from '../../schema/events.ts';
import { dueShard, tableKeys } from '../../schema/table.ts';
import { analysisFilter } from '../domain/analysis-filter.ts';
import type { Exports, StoredExport } from '../domain/export.ts';
import { unlessConditionFails } from './conditional-write.ts';

const exportItem = exportRecord.extend({
  filter: analysisFilter.optional(),
  tries: z.number().int(),
  dueAt: z.string(),
  abandoned: z.boolean().optional(),
  replaced: exportRecord.pick({ owner: true, id: true, format: true }).optional(),
}) satisfies z.ZodType<StoredExport>;

/** What is known of exports, in DynamoDB. */
export function exportsTable(tableName: string): Exports {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(), { marshallOptions: { removeUndefinedValues: true } });

  /**
   * Stores `next` where `before` is still the latest. Each write has a mark of its own: the SDK repeats a write whose
   * answer was lost, and that finds what it wrote itself.
   */
  async function put(next: StoredExport, before: StoredExport | undefined): Promise<boolean> {
    const mark = randomUUID();
    const latest = before ? '(id = :id AND version = :version)' : 'attribute_not_exists(PK)';
    const written = table.send(
      new PutCommand({
        TableName: tableName,
        Item: { ...next, ...tableKeys.export(next.owner), dueShard: dueShard(next.owner), mark },
        ConditionExpression: `${latest} OR mark = :mark`,
        ExpressionAttributeValues: { ':mark': mark, ...(before && { ':id': before.id, ':version': before.version }) },
      }),
    );
    return (await unlessConditionFails(written)) !== undefined;
  }

  return {
    async find(owner) {
      const { Item } = await table.send(
        new GetCommand({ TableName: tableName, Key: tableKeys.export(owner), ConsistentRead: true }),
      );
      return Item && exportItem.parse(Item);
    },
    request: (record, instead) => put(record, instead),
    replace: (record, next) => put(next, record),
    async remove({ owner, id, version }) {
      const removed = table.send(
        new DeleteCommand({
          TableName: tableName,
          Key: tableKeys.export(owner),
          // One that is gone was removed by this call already, or by another that wanted the same.
          ConditionExpression: 'attribute_not_exists(PK) OR (id = :id AND version = :version)',
          ExpressionAttributeValues: { ':id': id, ':version': version },
        }),
      );
      return (await unlessConditionFails(removed)) !== undefined;
    },
  };
}
