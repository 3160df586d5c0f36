import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { analysisPrefix, dueShard, ownerState, tableKeys } from '../../schema/table.ts';
import { cameFrom, type Place, type ReachableStatus, type StoredAnalysis } from '../domain/analysis.ts';
import { dueAt } from '../domain/due.ts';
import { labelPlaces } from '../domain/labels.ts';
import type { Analyses, Outcome } from '../domain/ports.ts';
import { totalsOf } from '../domain/totals.ts';
import { unlessConditionFails } from './conditional-write.ts';
import { storedAnalysis } from './stored-analysis.ts';

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
  return new AnalysesTable(tableName);
}

class AnalysesTable implements Analyses {
  readonly #tableName: string;
  readonly #table = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });

  constructor(tableName: string) {
    this.#tableName = tableName;
  }

  /** One conditional update; undefined when the condition does not hold. */
  async #update(
    { owner, id }: Pick<StoredAnalysis, 'owner' | 'id'>,
    { expression, condition, names = {}, values = {} }: Update,
  ): Promise<StoredAnalysis | undefined> {
    const updated = await unlessConditionFails(
      this.#table.send(
        new UpdateCommand({
          TableName: this.#tableName,
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

  async find(owner: string, id: string): Promise<StoredAnalysis | undefined> {
    const { Item } = await this.#table.send(
      new GetCommand({ TableName: this.#tableName, Key: tableKeys.analysis(owner, id), ConsistentRead: true }),
    );
    return Item && storedAnalysis.parse(Item);
  }

  async announce(record: StoredAnalysis): Promise<void> {
    const { owner, id, status, updatedAt } = record;
    const found = { ownerState: ownerState(owner, status), dueShard: dueShard(id), dueAt: dueAt(updatedAt, status) };
    const write = this.#table.send(
      new PutCommand({
        TableName: this.#tableName,
        Item: { ...tableKeys.analysis(owner, id), ...record, ...found },
        ConditionExpression: 'attribute_not_exists(PK)',
      }),
    );
    // No id is given twice: if it is there, an answer was lost and the SDK asked again.
    await unlessConditionFails(write);
  }

  transition(
    owner: string,
    id: string,
    to: ReachableStatus,
    now: string,
    outcome: Outcome = {},
    version?: number,
  ): Promise<StoredAnalysis | undefined> {
    const from: readonly string[] = cameFrom[to];
    const { set, names, values } = assignments({
      ...outcome,
      status: to,
      ownerState: ownerState(owner, to),
      updatedAt: now,
      dueShard: dueShard(id),
      dueAt: dueAt(now, to),
    });
    const inVersion = version === undefined ? [] : ['#version = :version'];
    const states = Object.fromEntries(from.map((status, i) => [`:from${i}`, status]));
    return this.#update(
      { owner, id },
      {
        expression: `SET ${set.join(', ')}, #version = #version + :one`,
        condition: [`#status IN (${Object.keys(states).join(', ')})`, ...inVersion].join(' AND '),
        names: { ...names, '#version': 'version' },
        values: { ...values, ':one': 1, ...states, ...(version !== undefined && { ':version': version }) },
      },
    );
  }

  async restart(record: StoredAnalysis, place: Place, now: string): Promise<StoredAnalysis | undefined> {
    const { set, names, values } = assignments({
      status: 'ANALYZING',
      ownerState: ownerState(record.owner, 'ANALYZING'),
      updatedAt: now,
      correlationId: record.correlationId,
      place,
      counted: totalsOf(record),
      indexed: [...labelPlaces(record.labels).keys()],
      dueShard: dueShard(record.id),
      dueAt: dueAt(now, 'ANALYZING'),
    });
    const restarted = await this.#update(record, {
      expression: `SET ${set.join(', ')}, #version = #version + :one REMOVE reason, wasted`,
      condition: '#version = :version AND attribute_not_exists(#dueAt)',
      names: { ...names, '#version': 'version' },
      values: { ...values, ':one': 1, ':version': record.version },
    });
    if (restarted) return restarted;
    // An answer that was lost made the SDK ask again.
    const latest = await this.find(record.owner, record.id);
    return latest?.place?.token === place.token ? latest : undefined;
  }

  async close(record: StoredAnalysis): Promise<boolean> {
    const closed = await this.#update(record, {
      expression: 'REMOVE counted, #indexed, dueShard, dueAt',
      condition: '#version = :version',
      names: { '#version': 'version', '#indexed': 'indexed' },
      values: { ':version': record.version },
    });
    return closed !== undefined;
  }

  async postpone(owner: string, id: string, until: string): Promise<void> {
    await this.#update(
      { owner, id },
      {
        expression: 'SET dueAt = :until',
        condition: 'attribute_exists(dueShard)',
        values: { ':until': until },
      },
    );
  }

  async remove({ owner, id, version }: StoredAnalysis): Promise<boolean> {
    const removed = await unlessConditionFails(
      this.#table.send(
        new DeleteCommand({
          TableName: this.#tableName,
          Key: tableKeys.analysis(owner, id),
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': version },
        }),
      ),
    );
    return removed !== undefined;
  }

  async *ids(owner: string): AsyncIterable<string[]> {
    const { PK } = tableKeys.analysis(owner, '');
    const pages = paginateQuery(
      { client: this.#table, pageSize: 25 },
      {
        TableName: this.#tableName,
        KeyConditionExpression: 'PK = :owner AND begins_with(SK, :prefix)',
        ExpressionAttributeValues: { ':owner': PK, ':prefix': analysisPrefix },
        ProjectionExpression: 'id',
        ConsistentRead: true,
        ScanIndexForward: false,
      },
    );
    for await (const { Items } of pages) yield idItems.parse(Items ?? []).map(({ id }) => id);
  }
}
