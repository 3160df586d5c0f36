import { AwsError, type Cloud, type Principal } from '../../service.ts';
import type { Answer, DataSource } from './data-source.ts';
import { batchGet, batchWrite } from './dynamodb-batches.ts';
import { readPage } from './dynamodb-pages.ts';
import { contextError, type Table } from './dynamodb-table.ts';
import { readRequest, type DynamoDBRequest } from './dynamodb-requests.ts';
import { deleteItem, getItem, putItem, updateItem } from './dynamodb-items.ts';
import type { PageTokens } from './page-tokens.ts';

export interface DynamoDBConfiguration {
  tableName: string;
  roleArn: string;
}

/** A table, read and written under the data source's role. */
export function dynamodbDataSource(
  { tableName, roleArn }: DynamoDBConfiguration,
  cloud: Cloud,
  tokens: PageTokens,
): DataSource {
  const role: Principal = { kind: 'role', arn: roleArn };
  const table: Table = {
    name: tableName,
    call: (operation, input) => cloud.services.dynamodb.call(role, operation, input),
  };
  return {
    async ask(value, { arn }) {
      const request = readRequest(value);
      try {
        return await run(request, table, { tokens, scope: `${arn} ${tableName}` });
      } catch (error) {
        if (error instanceof AwsError) return { result: null, error: contextError(error) };
        throw error;
      }
    },
  };
}

function run(request: DynamoDBRequest, table: Table, paging: { tokens: PageTokens; scope: string }): Promise<Answer> {
  switch (request.operation) {
    case 'GetItem':
      return getItem(request, table);
    case 'PutItem':
      return putItem(request, table);
    case 'UpdateItem':
      return updateItem(request, table);
    case 'DeleteItem':
      return deleteItem(request, table);
    case 'Query':
      return readPage(request, table, paging);
    case 'BatchGetItem':
      return batchGet(request, table);
    case 'BatchPutItem':
    case 'BatchDeleteItem':
      return batchWrite(request, table);
  }
}
