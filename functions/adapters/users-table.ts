import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { tableKeys } from '../../schema/table.ts';
import type { User, Users } from '../domain/ports.ts';

const userItem = z.object({
  id: z.string(),
  name: z.string().optional(),
  lastUploadAt: z.string().optional(),
  block: z
    .object({
      reason: z.string().optional(),
      by: z.string(),
      at: z.string(),
      liftedBy: z.string().optional(),
      liftedAt: z.string().optional(),
    })
    .optional(),
}) satisfies z.ZodType<User>;

/** Everybody who has sent a photo or was blocked, in DynamoDB. */
export function usersTable(tableName: string): Users {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(), { marshallOptions: { removeUndefinedValues: true } });

  async function set(id: string, values: Record<string, unknown>): Promise<User> {
    const all: Record<string, unknown> = { ...values, id };
    const given = Object.entries(all).filter(([, value]) => value !== undefined);
    const { Attributes } = await table.send(
      new UpdateCommand({
        TableName: tableName,
        Key: tableKeys.user(id),
        UpdateExpression: `SET ${given.map(([name]) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return userItem.parse(Attributes);
  }

  return {
    async find(id) {
      const { Item } = await table.send(
        new GetCommand({ TableName: tableName, Key: tableKeys.user(id), ConsistentRead: true }),
      );
      return Item && userItem.parse(Item);
    },
    visit: (id, name, now) => set(id, { name, lastUploadAt: now }),
    setBlock: (id, block) => set(id, { block }),
    async *ids() {
      const { PK } = tableKeys.user('');
      const pages = paginateQuery(
        { client: table },
        {
          TableName: tableName,
          KeyConditionExpression: 'PK = :users',
          ExpressionAttributeValues: { ':users': PK },
          ProjectionExpression: 'id',
        },
      );
      for await (const { Items } of pages)
        yield* z
          .array(userItem.pick({ id: true }))
          .parse(Items)
          .map(({ id }) => id);
    },
  };
}
