import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { tableKeys } from '../../schema/table.ts';
import type { KnownPhotos } from '../domain/ports.ts';
import { unlessConditionFails } from './conditional-write.ts';

const photoItem = z.object({ id: z.string() });

/** Which analysis has which photo, in DynamoDB: one item an owner and SHA-256. */
export function knownPhotosTable(tableName: string): KnownPhotos {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());
  const key = (owner: string, sha256: string) => ({ TableName: tableName, Key: tableKeys.photo(owner, sha256) });
  return {
    async find(owner, sha256) {
      const { Item } = await table.send(new GetCommand({ ...key(owner, sha256), ConsistentRead: true }));
      return Item && photoItem.parse(Item).id;
    },
    async claim({ owner, sha256, id, expiresAt }, instead = '') {
      const expiry = expiresAt === undefined ? '' : ', expiresAt = :expiresAt';
      const claimed = await unlessConditionFails(
        table.send(
          new UpdateCommand({
            ...key(owner, sha256),
            UpdateExpression: `SET id = :id${expiry}`,
            ConditionExpression: 'attribute_not_exists(PK) OR id IN (:id, :instead)',
            ExpressionAttributeValues: { ':id': id, ':instead': instead, ...(expiry && { ':expiresAt': expiresAt }) },
          }),
        ),
      );
      return claimed !== undefined;
    },
    async forget(owner, sha256, id) {
      await unlessConditionFails(
        table.send(
          new DeleteCommand({
            ...key(owner, sha256),
            ConditionExpression: 'id = :id',
            ExpressionAttributeValues: { ':id': id },
          }),
        ),
      );
    },
  };
}
