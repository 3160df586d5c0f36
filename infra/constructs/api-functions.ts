import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import type { FieldFunctions } from './data-sources.ts';
import { may } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';

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
      permissions: may.createUploads({ table, photos }),
    }),
    retryAnalysis: new ServiceFunction(scope, 'RetryAnalysis', {
      name: 'retry-analysis',
      description: 'Has a photo looked at again',
      environment: { ...environment, EVENT_BUS_NAME: bus.eventBusName, QUEUE_URL: queue.queueUrl },
      permissions: may.retryAnalysis({ table, photos, queue, bus }),
    }),
  };
}

/** What takes photos and all that follows from them away. */
function deleting(scope: Construct, { table, photos }: ApiFunctionsProps) {
  const environment = { TABLE_NAME: table.tableName, BUCKET_NAME: photos.bucketName };
  return {
    deleteAnalysis: new ServiceFunction(scope, 'DeleteAnalysis', {
      name: 'delete-analysis',
      description: 'Deletes an analysis and its photo',
      environment,
      permissions: may.deleteAnalysis({ table, photos }),
    }),
    deleteMyData: new ServiceFunction(scope, 'DeleteMyData', {
      name: 'delete-my-data',
      description: 'Deletes everything of one person',
      timeout: Duration.seconds(29),
      environment,
      permissions: may.deleteMyData({ table, photos }),
    }),
  };
}

/** What finds and counts. */
function reading(scope: Construct, { table, configuration }: ApiFunctionsProps) {
  const environment = { TABLE_NAME: table.tableName };
  return {
    searchAnalyses: new ServiceFunction(scope, 'SearchAnalyses', {
      name: 'search-analyses',
      description: 'Finds analyses by state, labels and confidence',
      timeout: Duration.seconds(29),
      memorySize: 1024,
      environment,
      permissions: may.searchAnalyses({ table }),
    }),
    readTotals: new ServiceFunction(scope, 'ReadTotals', {
      name: 'read-totals',
      description: 'Reads reports and labels from totals, and what the service has spent',
      environment: { ...environment, MONTHLY_CEILING: String(configuration.monthlyCeiling) },
      permissions: may.readTotals({ table }),
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
      permissions: may.estimateWait({ table, queue }),
    }),
    setUserBlocked: new ServiceFunction(scope, 'SetUserBlocked', {
      name: 'set-user-blocked',
      description: 'Blocks people and lets them in again',
      environment: { TABLE_NAME: table.tableName },
      permissions: may.setUserBlocked({ table }),
    }),
    signImageUrls: new ServiceFunction(scope, 'SignImageUrls', {
      name: 'sign-image-urls',
      description: 'Signs links under which photos and exports can be read',
      environment: { BUCKET_NAME: photos.bucketName },
      permissions: may.signImageUrls({ photos }),
    }),
  };
}
