import { randomUUID } from 'node:crypto';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { documented, recorded } from './evidence.ts';
import { refusal, type TableCase } from './dynamodb-table.ts';

const shipped = recorded('run on DynamoDB Local 1.25.1, which AWS ships');
const invalid = (message: RegExp) => refusal('ValidationException', message);
const value = { ':v': { S: 'x' } };

/** What a table refuses. The words are in the cases, because people meet them. */
export const validationCases: TableCase[] = [
  {
    statement: 'A key that is empty, missing or of another type is 400 ValidationException',
    evidence: shipped,
    async run(table) {
      const { client, TableName } = table;
      const put = (Item: PutItemCommand['input']['Item']) => client.send(new PutItemCommand({ TableName, Item }));
      const { PK, SK } = table.key('a');
      await expect(put({ PK, SK: { S: '' } })).rejects.toMatchObject(
        invalid(/The AttributeValue for a key attribute cannot contain an empty string value. Key: SK/),
      );
      await expect(put({ PK })).rejects.toMatchObject(
        invalid(/Missing the key SK in the item|One of the required keys was not given a value/),
      );
      await expect(put({ PK, SK: { N: '1' } })).rejects.toMatchObject(invalid(/Type mismatch for key/));
      const get = (Key: GetItemCommand['input']['Key']) => client.send(new GetItemCommand({ TableName, Key }));
      // Here the words differ between AWS and DynamoDB Local.
      const wrongKey = refusal('ValidationException');
      await expect(get({ PK })).rejects.toMatchObject(wrongKey);
      await expect(get({ PK, SK, x: { S: '1' } })).rejects.toMatchObject(wrongKey);
      await expect(get({ PK, SK: { N: '1' } })).rejects.toMatchObject(wrongKey);
    },
  },
  {
    statement: 'The key of an index must have its type, and must not be empty: 400 ValidationException',
    evidence: shipped,
    async run(table) {
      await expect(table.put('a', { openSince: { N: '1' } })).rejects.toMatchObject(
        invalid(/Type mismatch for Index Key/),
      );
      await expect(table.put('a', { openSince: { S: '' } })).rejects.toMatchObject(
        invalid(/cannot contain an empty string value/),
      );
    },
  },
  {
    statement: 'A reserved word in an expression is 400 ValidationException that names it',
    evidence: documented('Amazon DynamoDB Developer Guide, Reserved words'),
    async run(table) {
      const reserved = invalid(/Attribute name is a reserved keyword; reserved keyword: name/);
      const update = table.update('a', 'SET name = :v', { ExpressionAttributeValues: value });
      await expect(update).rejects.toMatchObject(reserved);
      await expect(table.query({ ProjectionExpression: 'name' })).rejects.toMatchObject(reserved);
    },
  },
  {
    statement: 'An expression that cannot be read, or is empty, is 400 ValidationException',
    evidence: shipped,
    async run(table) {
      const badSyntax = invalid(/Invalid UpdateExpression: Syntax error/);
      await expect(table.update('a', 'SET x :v', { ExpressionAttributeValues: value })).rejects.toMatchObject(
        badSyntax,
      );
      await expect(table.update('a', '')).rejects.toMatchObject(
        invalid(/Invalid UpdateExpression: The expression can not be empty/),
      );
      await expect(table.put('a', {}, { ConditionExpression: 'x =' })).rejects.toMatchObject(
        invalid(/Invalid ConditionExpression: Syntax error/),
      );
    },
  },
  {
    statement: 'Values and names that are not defined, or not used, are 400 ValidationException',
    evidence: shipped,
    async run(table) {
      await expect(table.update('a', 'SET x = :v')).rejects.toMatchObject(
        invalid(/An expression attribute value used in expression is not defined; attribute value: :v/),
      );
      await expect(table.update('a', 'REMOVE #x')).rejects.toMatchObject(
        invalid(/An expression attribute name used in the document path is not defined; attribute name: #x/),
      );
      await expect(table.update('a', 'REMOVE x', { ExpressionAttributeValues: value })).rejects.toMatchObject(
        invalid(/Value provided in ExpressionAttributeValues unused in expressions: keys: \{:v\}/),
      );
      const unused = { ExpressionAttributeNames: { '#x': 'x' } };
      await expect(table.update('a', 'REMOVE x', unused)).rejects.toMatchObject(
        invalid(/Value provided in ExpressionAttributeNames unused in expressions: keys: \{#x\}/),
      );
    },
  },
  {
    statement: 'An update of a key, twice of one path, or by an operand of the wrong type is 400 ValidationException',
    evidence: shipped,
    async run(table) {
      const ExpressionAttributeValues = value;
      await expect(table.update('a', 'SET SK = :v', { ExpressionAttributeValues })).rejects.toMatchObject(
        invalid(/Cannot update attribute SK. This attribute is part of the key/),
      );
      await expect(table.update('a', 'SET x = :v, x = :v', { ExpressionAttributeValues })).rejects.toMatchObject(
        invalid(/Two document paths overlap with each other/),
      );
      await table.put('a', { s: { S: 'text' } });
      await expect(
        table.update('a', 'SET s = s + :one', { ExpressionAttributeValues: { ':one': { N: '1' } } }),
      ).rejects.toMatchObject(invalid(/An operand in the update expression has an incorrect data type/));
      await expect(table.update('a', 'ADD x :v', { ExpressionAttributeValues })).rejects.toMatchObject(
        invalid(/Incorrect operand type for operator or function; operator: ADD, operand type: STRING/),
      );
      await expect(table.update('a', 'SET x = y', {})).rejects.toMatchObject(
        invalid(/The provided expression refers to an attribute that does not exist in the item/),
      );
      await expect(table.update('a', 'SET m.x = :v', { ExpressionAttributeValues })).rejects.toMatchObject(
        invalid(/The document path provided in the update expression is invalid for update/),
      );
    },
  },
  {
    statement:
      'A query without its partition key, with another attribute or with two conditions on one is 400 ValidationException',
    evidence: shipped,
    async run(table) {
      const where = (KeyConditionExpression: string, values = {}) =>
        table.query({ KeyConditionExpression, ExpressionAttributeValues: values });
      await expect(where('PK = :pk AND x = :v', value)).rejects.toMatchObject(
        invalid(/Query key condition not supported|Query condition missed key schema element/),
      );
      await expect(where('PK > :pk')).rejects.toMatchObject(invalid(/Query key condition not supported/));
      await expect(where('PK = :pk AND SK > :v AND SK < :v', value)).rejects.toMatchObject(
        invalid(/KeyConditionExpressions must only contain one condition per key/),
      );
      await expect(table.query({ Limit: 0 })).rejects.toMatchObject(refusal('ValidationException'));
    },
  },
  {
    statement: 'A filter on a key attribute is 400 ValidationException',
    evidence: documented('Amazon DynamoDB Developer Guide, Filter expressions for the Query operation'),
    async run(table) {
      const filter = { FilterExpression: 'SK = :v', ExpressionAttributeValues: value };
      await expect(table.query(filter)).rejects.toMatchObject(
        invalid(/Filter Expression can only contain non-primary key attributes: Primary key attribute: SK/),
      );
    },
  },
  {
    statement: 'Numbers out of range, sets with duplicates and empty sets are 400 ValidationException',
    evidence: documented('Amazon DynamoDB Developer Guide, Supported data types'),
    async run(table) {
      const wrong = [{ N: 'x' }, { N: '1e126' }, { N: '1'.repeat(39) }, { SS: ['a', 'a'] }, { SS: [] }];
      for (const attribute of wrong)
        await expect(table.put('a', { x: attribute as never })).rejects.toMatchObject(refusal('ValidationException'));
    },
  },
  {
    statement: 'A table or an index that does not exist is 400 ResourceNotFoundException, ValidationException',
    evidence: documented('Amazon DynamoDB API reference, Query'),
    async run(table) {
      const absent = new GetItemCommand({ TableName: `absent-${randomUUID()}`, Key: table.key('a') });
      await expect(table.client.send(absent)).rejects.toMatchObject(refusal('ResourceNotFoundException'));
      await expect(table.query({ IndexName: 'absent' })).rejects.toMatchObject(
        invalid(/The table does not have the specified index: absent/),
      );
    },
  },
];
