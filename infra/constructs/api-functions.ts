import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { stateIndex } from '../../schema/table.ts';
import type { Configuration } from '../configuration.ts';
import type { FieldFunctions } from './data-sources.ts';
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
  props: ApiFunctionsProps,
): Record<Exclude<keyof FieldFunctions, 'exportAnalyses'>, ServiceFunction> {
  return { ...sending(scope, props), ...deleting(scope, props), ...reading(scope, props), ...others(scope, props) };
}

/** What lets photos in. */
function sending(scope: Construct, { table, photos, bus, queue, configuration }: ApiFunctionsProps) {
  const environment = {
    TABLE_NAME: table.tableName,
    BUCKET_NAME: photos.bucketName,
    DAILY_LIMIT: String(configuration.dailyLimit),
    MONTHLY_CEILING: String(configuration.monthlyCeiling),
  };
  return {
    createUploads: new ServiceFunction(scope, 'CreateUploads', {
      name: 'create-uploads',
      description: 'Checks and counts announced photos and signs where they go',
      environment: {
        ...environment,
        MAX_PHOTO_BYTES: String(configuration.maxMegabytes * 1024 ** 2),
        ...(configuration.retentionDays !== undefined && { RETENTION_DAYS: String(configuration.retentionDays) }),
      },
      permissions: [
        onTable(table, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
        allow(photos.arnForObjects('uploads/*'), 's3:PutObject'),
      ],
    }),
    retryAnalysis: new ServiceFunction(scope, 'RetryAnalysis', {
      name: 'retry-analysis',
      description: 'Has a photo looked at again',
      environment: { ...environment, EVENT_BUS_NAME: bus.eventBusName, QUEUE_URL: queue.queueUrl },
      permissions: [
        onTable(table, 'GetItem', 'BatchGetItem', 'UpdateItem'),
        allow(photos.arnForObjects('uploads/*'), 's3:GetObject'),
        // Without it S3 does not say that an object is missing.
        allow(photos.bucketArn, 's3:ListBucket'),
        allow(queue.queueArn, 'sqs:SendMessage'),
        allow(bus.eventBusArn, 'events:PutEvents'),
      ],
    }),
  };
}

function photosAndThumbnails(photos: Bucket): string[] {
  return [photos.arnForObjects('uploads/*'), photos.arnForObjects('thumbnails/*')];
}

/** What takes photos and all that follows from them away. */
function deleting(scope: Construct, { table, photos }: ApiFunctionsProps) {
  const environment = { TABLE_NAME: table.tableName, BUCKET_NAME: photos.bucketName };
  const permissions = [
    onTable(table, 'GetItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'),
    allow(photosAndThumbnails(photos), 's3:DeleteObject'),
  ];
  return {
    deleteAnalysis: new ServiceFunction(scope, 'DeleteAnalysis', {
      name: 'delete-analysis',
      description: 'Deletes an analysis and its photo',
      environment,
      permissions,
    }),
    deleteMyData: new ServiceFunction(scope, 'DeleteMyData', {
      name: 'delete-my-data',
      description: 'Deletes everything of one person',
      timeout: Duration.seconds(29),
      environment,
      permissions: [
        ...permissions,
        onTable(table, 'Query', 'PutItem'),
        allow(photos.arnForObjects('exports/*'), 's3:DeleteObject'),
      ],
    }),
  };
}

/** What finds and counts. */
function reading(scope: Construct, { table, configuration }: ApiFunctionsProps) {
  const environment = { TABLE_NAME: table.tableName };
  const permissions = [
    onTable(table, 'Query', 'BatchGetItem'),
    allow(`${table.tableArn}/index/${stateIndex.indexName}`, 'dynamodb:Query'),
  ];
  return {
    searchAnalyses: new ServiceFunction(scope, 'SearchAnalyses', {
      name: 'search-analyses',
      description: 'Finds analyses by state, labels and confidence',
      timeout: Duration.seconds(29),
      memorySize: 1024,
      environment,
      permissions,
    }),
    readTotals: new ServiceFunction(scope, 'ReadTotals', {
      name: 'read-totals',
      description: 'Reads reports and labels from totals, and what the service has spent',
      environment: { ...environment, MONTHLY_CEILING: String(configuration.monthlyCeiling) },
      permissions,
    }),
  };
}

function others(scope: Construct, { table, photos, queue, configuration }: ApiFunctionsProps) {
  return {
    estimateWait: new ServiceFunction(scope, 'EstimateWait', {
      name: 'estimate-wait',
      description: 'Tells how many photos wait, and for about how long',
      environment: {
        TABLE_NAME: table.tableName,
        QUEUE_URL: queue.queueUrl,
        CONCURRENT_ANALYSES: String(configuration.concurrentAnalyses),
      },
      permissions: [onTable(table, 'BatchGetItem'), allow(queue.queueArn, 'sqs:GetQueueAttributes')],
    }),
    setUserBlocked: new ServiceFunction(scope, 'SetUserBlocked', {
      name: 'set-user-blocked',
      description: 'Blocks people and lets them in again',
      environment: { TABLE_NAME: table.tableName },
      permissions: [onTable(table, 'GetItem', 'UpdateItem')],
    }),
    signImageUrls: new ServiceFunction(scope, 'SignImageUrls', {
      name: 'sign-image-urls',
      description: 'Signs links under which photos and exports can be read',
      environment: { BUCKET_NAME: photos.bucketName },
      permissions: [allow([...photosAndThumbnails(photos), photos.arnForObjects('exports/*')], 's3:GetObject')],
    }),
  };
}

function onTable(table: Table, ...actions: string[]): PolicyStatement {
  return allow(table.tableArn, ...actions.map((action) => `dynamodb:${action}`));
}
