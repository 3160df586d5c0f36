import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { analysisRecord } from '../../schema/events.ts';
import { analysisPrefix, dayOf, dueShard, tableKeys } from '../../schema/table.ts';
import { cameFrom, type ReachableStatus, type StoredAnalysis } from '../domain/analysis.ts';
import { dueAt } from '../domain/due.ts';
import { confidenceByName } from '../domain/labels.ts';
import type { Analyses, Outcome } from '../domain/ports.ts';
import { unlessConditionFails } from './conditional-write.ts';
import { totalsItem } from './totals-item.ts';

const storedAnalysis = analysisRecord.extend({
  placeDay: z.string().optional(),
  wasted: z.boolean().optional(),
  dueAt: z.string().optional(),
  counted: totalsItem.optional(),
  indexed: z.array(z.string()).optional(),
}) satisfies z.ZodType<StoredAnalysis>;

const idItems = z.array(z.object({ id: z.string() }));

interface Update {
  expression: string;
  condition: string;
  names?: Record<string, string>;
  values?: Record<string, unknown>;
}

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

  /** One conditional update; undefined when the condition does not hold. */
  async function update(
    { owner, id }: Pick<StoredAnalysis, 'owner' | 'id'>,
    { expression, condition, names = {}, values = {} }: Update,
  ): Promise<StoredAnalysis | undefined> {
    const updated = await unlessConditionFails(
      table.send(
        new UpdateCommand({
          TableName: tableName,
          Key: tableKeys.analysis(owner, id),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
          ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    return updated && storedAnalysis.parse(updated.Attributes);
  }

  return {
    async find(owner, id) {
      const { Item } = await table.send(
        new GetCommand({ TableName: tableName, Key: tableKeys.analysis(owner, id), ConsistentRead: true }),
      );
      return Item && storedAnalysis.parse(Item);
    },

    async announce(record) {
      const due = { dueShard: dueShard(record.id), dueAt: dueAt(record.updatedAt, record.status) };
      await table.send(
        new PutCommand({
          TableName: tableName,
          Item: { ...tableKeys.analysis(record.owner, record.id), ...record, ...due },
          ConditionExpression: 'attribute_not_exists(PK)',
        }),
      );
    },

    transition(owner, id, to: ReachableStatus, now, outcome: Outcome = {}) {
      const from: readonly string[] = cameFrom[to];
      const { set, names, values } = assignments({
        ...outcome,
        confidenceByName: outcome.labels && confidenceByName(outcome.labels),
        status: to,
        updatedAt: now,
        dueShard: dueShard(id),
        dueAt: dueAt(now, to),
      });
      const states = Object.fromEntries(from.map((status, i) => [`:from${i}`, status]));
      return update(
        { owner, id },
        {
          expression: `SET ${set.join(', ')}, #version = #version + :one`,
          condition: `#status IN (${Object.keys(states).join(', ')})`,
          names: { ...names, '#version': 'version' },
          values: { ...values, ':one': 1, ...states },
        },
      );
    },

    restart(record, now) {
      const { set, names, values } = assignments({
        status: 'ANALYZING',
        updatedAt: now,
        placeDay: dayOf(now),
        dueShard: dueShard(record.id),
        dueAt: dueAt(now, 'ANALYZING'),
      });
      return update(record, {
        expression: `SET ${set.join(', ')}, #version = #version + :one REMOVE reason, wasted`,
        condition: '#version = :version AND attribute_not_exists(#dueAt)',
        names: { ...names, '#version': 'version' },
        values: { ...values, ':one': 1, ':version': record.version },
      });
    },

    async close(record, { counted, indexed }) {
      const closed = await update(record, {
        expression: 'SET #counted = :counted, #indexed = :indexed REMOVE dueShard, dueAt',
        condition: '#version = :version',
        names: { '#version': 'version', '#counted': 'counted', '#indexed': 'indexed' },
        values: { ':counted': counted, ':indexed': indexed, ':version': record.version },
      });
      return closed !== undefined;
    },

    async postpone(owner, id, until) {
      await update(
        { owner, id },
        {
          expression: 'SET dueAt = :until',
          condition: 'attribute_exists(dueShard)',
          values: { ':until': until },
        },
      );
    },

    async remove({ owner, id, version }) {
      const removed = await unlessConditionFails(
        table.send(
          new DeleteCommand({
            TableName: tableName,
            Key: tableKeys.analysis(owner, id),
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': version },
          }),
        ),
      );
      return removed !== undefined;
    },

    async *ids(owner) {
      const { PK } = tableKeys.analysis(owner, '');
      const pages = paginateQuery(
        { client: table, pageSize: 25 },
        {
          TableName: tableName,
          KeyConditionExpression: 'PK = :owner AND begins_with(SK, :prefix)',
          ExpressionAttributeValues: { ':owner': PK, ':prefix': analysisPrefix },
          ProjectionExpression: 'id',
          ConsistentRead: true,
          ScanIndexForward: false,
        },
      );
      for await (const { Items } of pages) yield idItems.parse(Items ?? []).map(({ id }) => id);
    },
  };
}
