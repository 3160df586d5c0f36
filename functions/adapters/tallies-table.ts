import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  QueryCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { dueShard, ownerState, stateIndex, tableKeys } from '../../schema/table.ts';
import type { Tallies, Tally } from '../domain/ports.ts';
import { difference, noTotals, type Totals } from '../domain/totals.ts';
import { readAll } from './batches.ts';
import { unlessConditionFails } from './conditional-write.ts';
import { pack, packed, totalsItem } from './totals-item.ts';

/** Counters are attributes of their own, so that they can be added to; this keeps them from the others. */
const counter = '+';
/** Counters that one update adds to: an expression has 4 KB at most. */
const mostCounters = 150;
const changed = 'CHANGED';

const tallyItem = z.looseObject({
  revision: z.number().int(),
  added: z.set(z.string()).optional(),
  expiring: z.object({ tokens: z.array(z.string()), since: z.string() }).optional(),
  rolls: z.number().int().default(0),
  rolled: packed(totalsItem).optional(),
  rolling: z.object({ token: z.string(), totals: packed(totalsItem) }).optional(),
});
const tallyItems = z.array(z.looseObject({ SK: z.string() }));
const dayItems = z.array(z.object({ id: z.string() }));

/** The totals of days, in DynamoDB: one item a day. Each addition is one conditional update, made once for its token. */
export function talliesTable(tableName: string): Tallies {
  return new TalliesTable(tableName);
}

class TalliesTable implements Tallies {
  readonly #tableName: string;
  readonly #table = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });

  constructor(tableName: string) {
    this.#tableName = tableName;
  }

  /** One conditional update; false when the condition does not hold. */
  async #update(owner: string, day: string, update: Omit<UpdateCommandInput, 'TableName' | 'Key'>): Promise<boolean> {
    const command = new UpdateCommand({ TableName: this.#tableName, Key: tableKeys.tally(owner, day), ...update });
    return (await unlessConditionFails(this.#table.send(command))) !== undefined;
  }

  async add(owner: string, day: string, token: string, totals: Totals, now: string): Promise<void> {
    const all = Object.entries(totals).filter(([, count]) => count !== 0);
    for (let from = 0; from < all.length; from += mostCounters) {
      // What does not fit goes in parts, each of them once.
      const part = from === 0 ? token : `${token}/${from / mostCounters}`;
      await this.#addPart(owner, day, part, all.slice(from, from + mostCounters), now);
    }
  }

  async #addPart(owner: string, day: string, token: string, counts: [string, number][], now: string): Promise<void> {
    const additions = counts.map((_, i) => `#c${i} :c${i}`).join(', ');
    await this.#update(owner, day, {
      UpdateExpression: `SET #state = :state, #id = :day, dueShard = :shard, dueAt = :now ADD added :tokens, revision :one, ${additions}`,
      // A token that is forgotten already belongs to what nobody adds any more.
      ConditionExpression: 'NOT contains(added, :token)',
      ExpressionAttributeNames: {
        '#state': stateIndex.partitionKey,
        '#id': stateIndex.sortKey,
        ...Object.fromEntries(counts.map(([name], i) => [`#c${i}`, counter + name])),
      },
      ExpressionAttributeValues: {
        ':state': ownerState(owner, changed),
        ':day': day,
        ':shard': dueShard(owner),
        // To the minute, as the sweeper comes: what is added within one changes no index.
        ':now': `${now.slice(0, 16)}:00.000Z`,
        ':token': token,
        ':tokens': new Set([token]),
        ':one': 1,
        ...Object.fromEntries(counts.map(([, count], i) => [`:c${i}`, count])),
      },
    });
  }

  async find(owner: string, day: string): Promise<Tally | undefined> {
    const { Item } = await this.#table.send(
      new GetCommand({ TableName: this.#tableName, Key: tableKeys.tally(owner, day), ConsistentRead: true }),
    );
    if (!Item) return undefined;
    const { revision, added, expiring, rolls, rolled = {}, rolling } = tallyItem.parse(Item);
    return { totals: totalsIn(Item), revision, added: [...(added ?? [])], expiring, rolls, rolled, rolling };
  }

  async inMonth(owner: string, month: string): Promise<Map<string, Totals>> {
    const days = new Map<string, Totals>();
    const first = tableKeys.tally(owner, month);
    const pages = paginateQuery(
      { client: this.#table },
      {
        TableName: this.#tableName,
        KeyConditionExpression: 'PK = :owner AND begins_with(SK, :month)',
        ExpressionAttributeValues: { ':owner': first.PK, ':month': first.SK },
        ConsistentRead: true,
      },
    );
    for await (const { Items } of pages) addDays(days, Items);
    return days;
  }

  async changed(owner: string, from: string, to: string, count: number): Promise<Map<string, Totals>> {
    const { Items } = await this.#table.send(
      new QueryCommand({
        TableName: this.#tableName,
        IndexName: stateIndex.indexName,
        KeyConditionExpression: '#state = :state AND #id BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#state': stateIndex.partitionKey, '#id': stateIndex.sortKey },
        ExpressionAttributeValues: { ':state': ownerState(owner, changed), ':from': from, ':to': to },
        ScanIndexForward: false,
        Limit: count,
      }),
    );
    const keys = dayItems.parse(Items ?? []).map(({ id }) => tableKeys.tally(owner, id));
    const days = new Map<string, Totals>();
    addDays(days, await readAll(this.#table, this.#tableName, keys));
    return days;
  }

  beginRoll(
    owner: string,
    day: string,
    { revision, rolls, totals }: Tally,
    rolling: NonNullable<Tally['rolling']>,
  ): Promise<boolean> {
    return this.#update(owner, day, {
      UpdateExpression: 'SET rolling = :rolling, rolled = :rolled ADD rolls :one',
      ConditionExpression: `revision = :revision AND attribute_not_exists(rolling) AND ${rolls === 0 ? 'attribute_not_exists(rolls)' : 'rolls = :rolls'}`,
      ExpressionAttributeValues: {
        ':rolling': { token: rolling.token, totals: pack(rolling.totals) },
        ':rolled': pack(difference(noTotals, totals)),
        ':revision': revision,
        ':one': 1,
        ...(rolls > 0 && { ':rolls': rolls }),
      },
    });
  }

  async endRoll(owner: string, day: string, token: string): Promise<void> {
    await this.#update(owner, day, {
      UpdateExpression: 'REMOVE rolling',
      ConditionExpression: 'rolling.#token = :token',
      ExpressionAttributeNames: { '#token': 'token' },
      ExpressionAttributeValues: { ':token': token },
    });
  }

  async expire(owner: string, day: string, tally: Tally, expiring: Tally['expiring']): Promise<void> {
    const before = tally.expiring;
    await this.#update(owner, day, {
      UpdateExpression: [
        expiring ? 'SET expiring = :expiring' : 'REMOVE expiring',
        ...(before ? ['DELETE added :tokens'] : []),
      ].join(' '),
      ConditionExpression: before ? 'expiring.since = :since' : 'attribute_not_exists(expiring)',
      ...((expiring ?? before) && {
        ExpressionAttributeValues: {
          ...(expiring && { ':expiring': expiring }),
          ...(before && { ':tokens': new Set(before.tokens), ':since': before.since }),
        },
      }),
    });
  }

  async close(owner: string, day: string, { revision, totals }: Tally, dueAt: string | undefined): Promise<void> {
    // Names of labels that no photo has any more do not stay.
    const gone = Object.keys(totals)
      .filter((name) => totals[name] === 0)
      .slice(0, mostCounters);
    const removed = [
      '#state',
      '#id',
      ...(dueAt === undefined ? ['dueShard', 'dueAt'] : []),
      ...gone.map((_, i) => `#g${i}`),
    ];
    await this.#update(owner, day, {
      UpdateExpression: `${dueAt === undefined ? '' : 'SET dueAt = :dueAt '}REMOVE ${removed.join(', ')}`,
      ConditionExpression: 'revision = :revision',
      ExpressionAttributeNames: {
        '#state': stateIndex.partitionKey,
        '#id': stateIndex.sortKey,
        ...Object.fromEntries(gone.map((name, i) => [`#g${i}`, counter + name])),
      },
      ExpressionAttributeValues: { ':revision': revision, ...(dueAt !== undefined && { ':dueAt': dueAt }) },
    });
  }
}

function addDays(days: Map<string, Totals>, items: Record<string, unknown>[] = []): void {
  for (const { SK, ...item } of tallyItems.parse(items)) days.set(SK.slice(SK.indexOf('#') + 1), totalsIn(item));
}

function totalsIn(item: Record<string, unknown>): Totals {
  const counters = Object.entries(item).filter(([name]) => name.startsWith(counter));
  return totalsItem.parse(Object.fromEntries(counters.map(([name, count]) => [name.slice(counter.length), count])));
}
