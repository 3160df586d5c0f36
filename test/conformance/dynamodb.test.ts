import {
  CreateTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  ListTablesCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodb as service } from '../../infra/local/services/dynamodb/index.ts';
import { startFakeCloud } from '../../infra/local/testing/fake-cloud.ts';
import { behavioursOf } from './behaviour.ts';
import { itemCases } from './dynamodb-items.ts';
import { findDynamodbLocal, startDynamodbLocal, type DynamodbLocal } from './dynamodb-local.ts';
import { queryCases } from './dynamodb-queries.ts';
import { refusal, TestTable } from './dynamodb-table.ts';
import { validationCases } from './dynamodb-validation.ts';
import { documented, here } from './evidence.ts';
import { openTarget, type Target } from './target.ts';

const dynamodb = behavioursOf('DynamoDB');
const cases = [...itemCases, ...queryCases, ...validationCases];

let target: Target;
let client: DynamoDBClient;
let TableName: string;
beforeAll(async () => {
  target = await openTarget();
  client = new DynamoDBClient(target.client);
  TableName = target.output('TableName');
});
afterAll(() => target.stop());

for (const { statement, evidence, run } of cases)
  dynamodb.covers(statement, evidence, () => run(new TestTable(client, TableName)));

const unknown = (operation: string) => ({
  name: 'UnknownOperationException',
  message: `The operation ${operation} is not emulated.`,
  $metadata: { httpStatusCode: 400 },
});
const key = { PK: { S: 'p' }, SK: { S: 's' } };

dynamodb.refuses(
  'Transactions, PartiQL and the operations on tables are 400 UnknownOperationException, by name',
  here(documented('Amazon DynamoDB API reference, Actions')),
  async () => {
    const write = new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: key } }] });
    await expect(client.send(write)).rejects.toMatchObject(unknown('TransactWriteItems'));
    const read = new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: key } }] });
    await expect(client.send(read)).rejects.toMatchObject(unknown('TransactGetItems'));
    const statement = new ExecuteStatementCommand({ Statement: `SELECT * FROM "${TableName}"` });
    await expect(client.send(statement)).rejects.toMatchObject(unknown('ExecuteStatement'));
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject(unknown('ListTables'));
    await expect(client.send(new UpdateTableCommand({ TableName }))).rejects.toMatchObject(unknown('UpdateTable'));
    const create = new CreateTableCommand({ TableName: 'Other', KeySchema: [], AttributeDefinitions: [] });
    await expect(client.send(create)).rejects.toMatchObject(unknown('CreateTable'));
  },
);

dynamodb.refuses(
  'ReturnValuesOnConditionCheckFailure ALL_OLD is 400 ValidationException, by name; so is every member that is not known',
  here(documented('Amazon DynamoDB API reference, UpdateItem')),
  async () => {
    const update = new UpdateItemCommand({
      TableName,
      Key: key,
      UpdateExpression: 'REMOVE x',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await expect(client.send(update)).rejects.toMatchObject(
      refusal('ValidationException', /ReturnValuesOnConditionCheckFailure is not emulated/),
    );
  },
);

dynamodb.refuses(
  'A table whose properties are not emulated stops the boot, by name; a global table is not known',
  here(documented('AWS CloudFormation reference, AWS::DynamoDB::Table')),
  async () => {
    const Properties = {
      KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
    };
    for (const name of ['ImportSourceSpecification', 'KinesisStreamSpecification', 'ResourcePolicy']) {
      const resources = { T: { Type: 'AWS::DynamoDB::Table', Properties: { ...Properties, [name]: {} } } };
      await expect(startFakeCloud({ services: [service], resources })).rejects.toThrow(name);
    }
    const global = { T: { Type: 'AWS::DynamoDB::GlobalTable', Properties } };
    await expect(startFakeCloud({ services: [service], resources: global })).rejects.toThrow('GlobalTable');
  },
);

const found = await findDynamodbLocal();
if ('missing' in found) {
  console.log(`DynamoDB Local not found: ${found.missing}. The table cases ran on dynalite only.`);
} else {
  describe('the same on DynamoDB Local', () => {
    let local: DynamodbLocal;
    beforeAll(async () => {
      local = await startDynamodbLocal(found.folder);
    });
    afterAll(() => local.stop());

    for (const { statement, run } of cases) it(statement, () => run(new TestTable(local.client, local.TableName)));
  });
}
