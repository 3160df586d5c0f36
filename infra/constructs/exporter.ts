import { Duration, Size, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { explainPolicyOf, may } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import { SymptomAlarm } from './symptom-alarm.ts';

export interface ExporterProps {
  photos: Bucket;
  table: Table;
  bus: EventBus;
}

/** How many exports are written at the same time. */
const concurrency = 5;

/** From the wish for a file to the file: a queue and who writes. What is lost on the way, the sweeper finds. */
export class Exporter extends Construct {
  /** What waits to be written. */
  readonly queue: Queue;
  /** Takes the wish. */
  readonly exportAnalyses: ServiceFunction;

  constructor(scope: Construct, id: string, { photos, table, bus }: ExporterProps) {
    super(scope, id);
    // As long as Lambda lets a function run; a million rows take a good part of it.
    const timeout = Duration.minutes(15);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(1),
      visibilityTimeout: timeout,
    });
    explainPolicyOf(this.queue);
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'No dead letters: how often an export is tried stands in the table.',
    });
    new SymptomAlarm(this, 'ExportsWait', {
      means: 'Exports have been waiting for half an hour.',
      runbook: 'exports-wait',
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5) }),
      threshold: Duration.minutes(30).toSeconds(),
    });
    const parts = { table, photos, bus, exportQueue: this.queue };
    this.exportAnalyses = new ServiceFunction(this, 'ExportAnalyses', {
      name: 'export-analyses',
      description: 'Has analyses written to a file',
      environment: {
        TABLE_NAME: table.tableName,
        EVENT_BUS_NAME: bus.eventBusName,
        EXPORT_QUEUE_URL: this.queue.queueUrl,
      },
      permissions: may.exportAnalyses(parts),
    });
    const writeExport = new ServiceFunction(this, 'WriteExport', {
      name: 'write-export',
      description: 'Writes analyses to a file',
      timeout,
      memorySize: 1024,
      // The file lies here until it is whole; a million rows of CSV take about 0.5 GB, of JSON about 5.
      ephemeralStorageSize: Size.gibibytes(10),
      environment: { TABLE_NAME: table.tableName, BUCKET_NAME: photos.bucketName, EVENT_BUS_NAME: bus.eventBusName },
      permissions: may.writeExport(parts),
    });
    new EventSourceMapping(this, 'Exports', {
      target: writeExport,
      eventSourceArn: this.queue.queueArn,
      batchSize: 1,
      maxConcurrency: concurrency,
      reportBatchItemFailures: true,
    });
  }
}
