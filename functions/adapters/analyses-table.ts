import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { analysisRecord, type AnalysisRecord } from '../../schema/events.ts';
import { dueShard, tableKeys } from '../../schema/table.ts';
import { cameFrom, type ReachableStatus } from '../domain/analysis.ts';
import { dueAt } from '../domain/due.ts';
import { confidenceByName } from '../domain/labels.ts';
import type { Analyses, Outcome } from '../domain/ports.ts';
import { unlessConditionFails } from './conditional-write.ts';

/** An update expression that sets each given attribute; undefined ones are left alone. */
function assignments(changes: Record<string, unknown>) {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return {
    set: given.map(([name]) => `#${name} = :${name}`),
    names: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
  };
}

/** The analyses of all owners, in DynamoDB. */
export function analysesTable(tableName: string): Analyses {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(), { marshallOptions: { removeUndefinedValues: true } });

  return {
    async find(owner, id) {
      const { Item } = await table.send(
        new GetCommand({ TableName: tableName, Key: tableKeys.analysis(owner, id), ConsistentRead: true }),
      );
      return Item && analysisRecord.parse(Item);
    },

    async announce(record) {
      await table.send(
        new PutCommand({
          TableName: tableName,
          Item: {
            ...tableKeys.analysis(record.owner, record.id),
            ...record,
            dueShard: dueShard(record.id),
            dueAt: dueAt(record.updatedAt, record.status),
          },
          ConditionExpression: 'attribute_not_exists(PK)',
        }),
      );
    },

    async transition(owner, id, to: ReachableStatus, now, outcome: Outcome = {}) {
      const from: readonly string[] = cameFrom[to];
      const { set, names, values } = assignments({
        ...outcome,
        confidenceByName: outcome.labels && confidenceByName(outcome.labels),
        status: to,
        updatedAt: now,
        dueShard: dueShard(id),
        dueAt: dueAt(now, to),
      });
      const updated = await unlessConditionFails(
        table.send(
          new UpdateCommand({
            TableName: tableName,
            Key: tableKeys.analysis(owner, id),
            UpdateExpression: `SET ${set.join(', ')}, #version = #version + :one`,
            ConditionExpression: `#status IN (${from.map((_, i) => `:from${i}`).join(', ')})`,
            ExpressionAttributeNames: { ...names, '#version': 'version' },
            ExpressionAttributeValues: {
              ...values,
              ':one': 1,
              ...Object.fromEntries(from.map((status, i) => [`:from${i}`, status])),
            },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      return updated && analysisRecord.parse(updated.Attributes);
    },

    async close({ owner, id, version }) {
      const write = table.send(
        new UpdateCommand({
          TableName: tableName,
          Key: tableKeys.analysis(owner, id),
          UpdateExpression: 'REMOVE dueShard, dueAt',
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': version },
        }),
      );
      await unlessConditionFails(write);
    },

    async postpone(owner, id, until) {
      const write = table.send(
        new UpdateCommand({
          TableName: tableName,
          Key: tableKeys.analysis(owner, id),
          UpdateExpression: 'SET dueAt = :until',
          ConditionExpression: 'attribute_exists(dueShard)',
          ExpressionAttributeValues: { ':until': until },
        }),
      );
      await unlessConditionFails(write);
    },

    async remove(owner, id): Promise<AnalysisRecord | undefined> {
      const { Attributes } = await table.send(
        new DeleteCommand({ TableName: tableName, Key: tableKeys.analysis(owner, id), ReturnValues: 'ALL_OLD' }),
      );
      return Attributes && analysisRecord.parse(Attributes);
    },
  };
}
