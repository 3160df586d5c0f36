import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { longestLookMs } from '../../schema/limits.ts';
import { may } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';

export interface AnalyzeImageProps {
  photos: Bucket;
  table: Table;
  bus: EventBus;
  queue: Queue;
}

export const analyzeTimeout = Duration.millis(longestLookMs);

/** Looks at one photo. */
export class AnalyzeImage extends ServiceFunction {
  constructor(scope: Construct, id: string, { photos, table, bus, queue }: AnalyzeImageProps) {
    super(scope, id, {
      name: 'analyze-image',
      description: 'Checks a photo, has its labels detected and stores them',
      timeout: analyzeTimeout,
      // Decoding holds 400 MB at most; it is also what buys the processor for it.
      memorySize: 1024,
      environment: {
        TABLE_NAME: table.tableName,
        BUCKET_NAME: photos.bucketName,
        EVENT_BUS_NAME: bus.eventBusName,
        QUEUE_URL: queue.queueUrl,
      },
      permissions: may.analyzeImage({ photos, table, bus, queue }),
    });
  }
}
