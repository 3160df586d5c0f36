import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { tableKeys } from '../../schema/table.ts';
import type { LabelIndex } from '../domain/ports.ts';

type Requests = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/** BatchWriteItem takes so many requests. */
const mostRequests = 25;

/** One item for each name that an analysis is found by, in DynamoDB. Writing one twice changes nothing. */
export function labelIndex(tableName: string): LabelIndex {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());

  async function write(requests: Requests): Promise<void> {
    for (let rest = requests; rest.length > 0;) {
      const batch = rest.slice(0, mostRequests);
      const { UnprocessedItems = {} } = await table.send(
        new BatchWriteCommand({ RequestItems: { [tableName]: batch } }),
      );
      rest = [...(UnprocessedItems[tableName] ?? []), ...rest.slice(mostRequests)];
    }
  }

  return {
    put: (owner, id, names) =>
      write(
        Object.entries(names).map(([name, confidence]) => ({
          PutRequest: { Item: { ...tableKeys.label(owner, name, id), id, confidence } },
        })),
      ),
    remove: (owner, id, names) =>
      write(names.map((name) => ({ DeleteRequest: { Key: tableKeys.label(owner, name, id) } }))),
  };
}
