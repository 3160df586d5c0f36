import { Duration, Size } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { may } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import { consume, ServiceQueue } from './service-queue.ts';
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
    this.queue = this.addQueue(timeout);
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
    consume(this, 'Exports', { queue: this.queue, target: writeExport, concurrency });
  }

  /** What waits, and what cannot even be read, each with the alarm that says so. */
  private addQueue(visibilityTimeout: Duration): Queue {
    const deadLetters = new ServiceQueue(this, 'DeadLetters');
    const queue = new ServiceQueue(this, 'Queue', {
      retentionPeriod: Duration.days(1),
      visibilityTimeout,
      // More often than an export is tried, which stands in the table: what comes here could not be worked on at all.
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 6 },
    });
    new SymptomAlarm(this, 'ExportsWait', {
      means: 'Exports have been waiting for half an hour.',
      runbook: 'exports-wait',
      metric: queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5) }),
      threshold: Duration.minutes(30).toSeconds(),
    });
    new SymptomAlarm(this, 'ExportsAreStuck', {
      means: 'Exports were given up on before they were tried.',
      runbook: 'messages-are-stuck-in-a-dead-letter-queue',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      threshold: 1,
    });
    return queue;
  }
}
