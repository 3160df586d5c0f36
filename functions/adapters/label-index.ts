import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tableKeys } from '../../schema/table.ts';
import type { LabelIndex } from '../domain/ports.ts';
import { writeAll } from './batches.ts';

/** One item for each place of an analysis in the label index, in DynamoDB. Writing one twice changes nothing. */
export function labelIndex(tableName: string): LabelIndex {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());
  return {
    put: ({ owner, id, expiresAt }, places) =>
      writeAll(
        table,
        tableName,
        [...places].map(([place, confidence]) => ({
          PutRequest: {
            Item: { ...tableKeys.label(owner, place, id), confidence, ...(expiresAt !== undefined && { expiresAt }) },
          },
        })),
      ),
    remove: (owner, id, places) =>
      writeAll(
        table,
        tableName,
        places.map((place) => ({ DeleteRequest: { Key: tableKeys.label(owner, place, id) } })),
      ),
  };
}
