import { randomUUID } from 'node:crypto';
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DeleteItemCommandInput,
  type PutItemCommandInput,
  type QueryCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type { Evidence } from './evidence.ts';

export type Item = Record<string, AttributeValue>;

/** One behaviour of a table, for whoever has one to show it on. */
export interface TableCase {
  /** A row's text. */
  statement: string;
  evidence: Evidence;
  run: (table: TestTable) => Promise<void>;
}

/** A table with the keys PK and SK and the sparse index `open` (PK, openSince), seen through one partition of its own. */
export class TestTable {
  readonly client: DynamoDBClient;
  readonly TableName: string;
  readonly partition = randomUUID();

  constructor(client: DynamoDBClient, TableName: string) {
    this.client = client;
    this.TableName = TableName;
  }

  key(sk: string): { PK: AttributeValue; SK: AttributeValue } {
    return { PK: { S: this.partition }, SK: { S: sk } };
  }

  put(sk: string, attributes: Item = {}, more: Partial<PutItemCommandInput> = {}) {
    const Item = { ...this.key(sk), ...attributes };
    return this.client.send(new PutItemCommand({ TableName: this.TableName, Item, ...more }));
  }

  update(sk: string, UpdateExpression: string, more: Partial<UpdateItemCommandInput> = {}) {
    const input = { TableName: this.TableName, Key: this.key(sk), UpdateExpression, ...more };
    return this.client.send(new UpdateItemCommand(input));
  }

  delete(sk: string, more: Partial<DeleteItemCommandInput> = {}) {
    return this.client.send(new DeleteItemCommand({ TableName: this.TableName, Key: this.key(sk), ...more }));
  }

  /** The item without its keys; undefined when there is none. */
  async get(sk: string): Promise<Item | undefined> {
    const input = { TableName: this.TableName, Key: this.key(sk), ConsistentRead: true };
    const { Item } = await this.client.send(new GetItemCommand(input));
    return Item && withoutKeys(Item);
  }

  query({ ExpressionAttributeValues, ...more }: Partial<QueryCommandInput> = {}) {
    return this.client.send(
      new QueryCommand({
        TableName: this.TableName,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': { S: this.partition }, ...ExpressionAttributeValues },
        ...more,
      }),
    );
  }

  /** The sort keys of what a query finds. */
  async found(more: Partial<QueryCommandInput> = {}): Promise<(string | undefined)[]> {
    return sortKeys((await this.query(more)).Items);
  }
}

export const sortKeys = (items: Item[] = []) => items.map(({ SK }) => SK?.S);

export function withoutKeys(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== 'PK' && name !== 'SK'));
}

/** What the AWS SDK throws. */
export const refusal = (name: string, message = /./) => ({
  name,
  $metadata: { httpStatusCode: 400 },
  message: expect.stringMatching(message) as string,
});
