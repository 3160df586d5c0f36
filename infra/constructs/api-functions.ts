import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import type { DataSources } from './graphql-api.ts';
import { allow, ServiceFunction } from './service-function.ts';

export interface ApiFunctionsProps {
  table: Table;
  photos: Bucket;
  bus: EventBus;
  queue: Queue;
  configuration: Configuration;
}

/** The functions behind the API's fields. */
export function apiFunctions(
  scope: Construct,
  { table, photos, bus, queue, configuration }: ApiFunctionsProps,
): Record<keyof DataSources, ServiceFunction> {
  const TABLE_NAME = table.tableName;
  const BUCKET_NAME = photos.bucketName;
  const limits = {
    DAILY_LIMIT: String(configuration.dailyLimit),
    MONTHLY_CEILING: String(configuration.monthlyCeiling),
  };
  const objects = photos.arnForObjects('uploads/*');
  const onTable = (...actions: string[]): PolicyStatement =>
    allow(table.tableArn, ...actions.map((action) => `dynamodb:${action}`));
  return {
    createUploads: new ServiceFunction(scope, 'CreateUploads', {
      name: 'create-uploads',
      description: 'Checks and counts announced photos and signs where they go',
      environment: { TABLE_NAME, BUCKET_NAME, ...limits },
      permissions: [onTable('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'), allow(objects, 's3:PutObject')],
    }),
    retryAnalysis: new ServiceFunction(scope, 'RetryAnalysis', {
      name: 'retry-analysis',
      description: 'Has a photo looked at again',
      environment: { TABLE_NAME, BUCKET_NAME, EVENT_BUS_NAME: bus.eventBusName, QUEUE_URL: queue.queueUrl, ...limits },
      permissions: [
        onTable('GetItem', 'UpdateItem'),
        allow(objects, 's3:GetObject'),
        // Without it S3 does not say that an object is missing.
        allow(photos.bucketArn, 's3:ListBucket'),
        allow(queue.queueArn, 'sqs:SendMessage'),
        allow(bus.eventBusArn, 'events:PutEvents'),
      ],
    }),
    deleteAnalysis: new ServiceFunction(scope, 'DeleteAnalysis', {
      name: 'delete-analysis',
      description: 'Deletes an analysis and its photo',
      environment: { TABLE_NAME, BUCKET_NAME },
      permissions: [
        onTable('GetItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'),
        allow(objects, 's3:DeleteObject'),
      ],
    }),
    deleteMyData: new ServiceFunction(scope, 'DeleteMyData', {
      name: 'delete-my-data',
      description: 'Deletes everything of one person',
      timeout: Duration.seconds(29),
      environment: { TABLE_NAME, BUCKET_NAME },
      permissions: [
        onTable('Query', 'GetItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'),
        allow(objects, 's3:DeleteObject'),
      ],
    }),
    setUserBlocked: new ServiceFunction(scope, 'SetUserBlocked', {
      name: 'set-user-blocked',
      description: 'Blocks people and lets them in again',
      environment: { TABLE_NAME },
      permissions: [onTable('GetItem', 'UpdateItem')],
    }),
    signImageUrls: new ServiceFunction(scope, 'SignImageUrls', {
      name: 'sign-image-urls',
      description: 'Signs links under which photos can be seen',
      environment: { BUCKET_NAME },
      permissions: [allow(objects, 's3:GetObject')],
    }),
  };
}
