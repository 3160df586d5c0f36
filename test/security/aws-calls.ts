import { objectKey } from '../../schema/table.ts';
import type { Stack } from '../support/stack.ts';
import type { HttpRequest } from './wire.ts';

/** A call of an AWS service, without a signature. */
export interface AwsCall extends HttpRequest {
  service: string;
}

/** The calls that the table names; `about` is whose data they are after. */
export function awsCalls(stack: Stack, about: { owner: string; analysis: { id: string } }): Record<string, AwsCall> {
  const { origin } = new URL(stack.output('AwsEndpointUrl'));
  const refOf = (prefix: string, type: string) => {
    const found = stack.cloud.resources.find((each) => each.type === type && each.logicalId.startsWith(prefix));
    if (!found) throw new Error(`The stack has no ${prefix}`);
    return found.ref;
  };
  const bucket = `${origin}/${stack.output('BucketName')}`;
  const photo = `${bucket}/${objectKey(about.owner, about.analysis.id)}`;
  const other = `${bucket}/${objectKey(about.owner, '0'.repeat(26))}`;
  const json = (service: string, target: string, version: string, input: object): AwsCall => ({
    service,
    method: 'POST',
    url: `${origin}/`,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
    body: JSON.stringify(input),
  });
  const TableName = stack.output('TableName');
  const Key = { PK: { S: 'MATRIX' }, SK: { S: 'MATRIX' } };
  const onTable = (operation: string, input: object) =>
    json('dynamodb', `DynamoDB_20120810.${operation}`, '1.0', { TableName, ...input });
  const QueueUrl = refOf('AnalysisQueue', 'AWS::SQS::Queue');
  const EventBusName = stack.output('EventBusName');
  const entry = { EventBusName, Source: 'matrix', DetailType: 'Matrix', Detail: '{}' };
  const Image = { S3Object: { Bucket: stack.output('BucketName'), Name: objectKey(about.owner, about.analysis.id) } };
  const invocation = `/2015-03-31/functions/${refOf('DeleteMyData', 'AWS::Lambda::Function')}/invocations`;
  return {
    's3 GetObject': { service: 's3', method: 'GET', url: photo },
    's3 PutObject': { service: 's3', method: 'PUT', url: other, body: 'photo' },
    's3 DeleteObject': { service: 's3', method: 'DELETE', url: other },
    's3 ListObjectsV2': { service: 's3', method: 'GET', url: `${bucket}?list-type=2` },
    'dynamodb GetItem': onTable('GetItem', { Key }),
    'dynamodb Query': onTable('Query', {
      KeyConditionExpression: 'PK = :owner',
      ExpressionAttributeValues: { ':owner': { S: `OWNER#${about.owner}` } },
    }),
    'dynamodb BatchGetItem': json('dynamodb', 'DynamoDB_20120810.BatchGetItem', '1.0', {
      RequestItems: { [TableName]: { Keys: [Key] } },
    }),
    'dynamodb Scan': onTable('Scan', {}),
    'dynamodb PutItem': onTable('PutItem', { Item: Key }),
    'dynamodb UpdateItem': onTable('UpdateItem', { Key }),
    'dynamodb DeleteItem': onTable('DeleteItem', { Key }),
    'dynamodb BatchWriteItem': json('dynamodb', 'DynamoDB_20120810.BatchWriteItem', '1.0', {
      RequestItems: { [TableName]: [{ DeleteRequest: { Key } }] },
    }),
    'sqs SendMessage': json('sqs', 'AmazonSQS.SendMessage', '1.0', { QueueUrl, MessageBody: '{}' }),
    'sqs ReceiveMessage': json('sqs', 'AmazonSQS.ReceiveMessage', '1.0', { QueueUrl }),
    'events PutEvents': json('events', 'AWSEvents.PutEvents', '1.1', { Entries: [entry] }),
    'rekognition DetectLabels': json('rekognition', 'RekognitionService.DetectLabels', '1.1', { Image }),
    'lambda DeleteMyData': { service: 'lambda', method: 'POST', url: origin + invocation, body: '{}' },
  };
}
