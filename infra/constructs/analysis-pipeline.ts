import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, type EventBus } from 'aws-cdk-lib/aws-events';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import { AnalyzeImage, analyzeTimeout } from './analyze-image.ts';
import { letRuleSend, may } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import { consume, ServiceQueue } from './service-queue.ts';
import { SymptomAlarm } from './symptom-alarm.ts';
import { ownMetric } from './telemetry.ts';

export interface AnalysisPipelineProps {
  photos: Bucket;
  table: Table;
  bus: EventBus;
  configuration: Configuration;
}

/** From a photo's arrival to its end: event, queue, function; what is given up on ends visibly too. */
export class AnalysisPipeline extends Construct {
  /** What waits to be looked at. */
  readonly queue: Queue;
  /** What was given up on, until it has ended as FAILED. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: AnalysisPipelineProps) {
    super(scope, id);
    const { photos, table, bus, configuration } = props;
    const { queue, deadLetters } = this.addQueues(configuration.tries);
    this.queue = queue;
    this.deadLetters = deadLetters;

    const photoArrived = new Rule(this, 'PhotoArrived', {
      description: 'A photo has arrived: have it looked at',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [photos.bucketName] }, object: { key: [{ prefix: 'uploads/' }] } },
      },
      targets: [{ bind: () => ({ arn: queue.queueArn, deadLetterConfig: { arn: deadLetters.queueArn } }) }],
    });
    letRuleSend(photoArrived, queue);
    letRuleSend(photoArrived, deadLetters);

    const analyzeImage = new AnalyzeImage(this, 'AnalyzeImage', { photos, table, bus, queue });
    consume(this, 'Photos', { queue, target: analyzeImage, concurrency: configuration.concurrentAnalyses });

    const failDeadLetter = new ServiceFunction(this, 'FailDeadLetter', {
      name: 'fail-dead-letter',
      description: 'Ends an analysis that was given up on as FAILED',
      environment: { TABLE_NAME: table.tableName, EVENT_BUS_NAME: bus.eventBusName },
      permissions: may.failDeadLetter({ table, bus, deadLetters }),
    });
    consume(this, 'GivenUp', { queue: deadLetters, target: failDeadLetter, concurrency: 2 });
    new SymptomAlarm(this, 'PhotosFail', {
      means: 'Photos end as FAILED: they could not be looked at, however often it was tried.',
      runbook: 'photos-have-failed',
      metric: ownMetric(configuration.stage, 'PhotosFailed', { period: Duration.minutes(15) }),
      threshold: 5,
    });
  }

  /** What waits, and what was given up on after as many `tries`, each with the alarm that says so. */
  private addQueues(tries: number): { queue: Queue; deadLetters: Queue } {
    const deadLetters = new ServiceQueue(this, 'DeadLetters', { visibilityTimeout: Duration.minutes(1) });
    const queue = new ServiceQueue(this, 'Queue', {
      // Six times the function's timeout, as Lambda asks for; a failed try comes again sooner by its own wish.
      visibilityTimeout: Duration.seconds(6 * analyzeTimeout.toSeconds()),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: tries },
    });
    new SymptomAlarm(this, 'PhotosWait', {
      means: 'Photos have been waiting for ten minutes.',
      runbook: 'photos-wait',
      metric: queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5) }),
      threshold: Duration.minutes(10).toSeconds(),
    });
    new SymptomAlarm(this, 'DeadLettersStay', {
      means: 'What is given up on does not end as FAILED: it stays in the dead-letter queue.',
      runbook: 'messages-are-stuck-in-a-dead-letter-queue',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      threshold: 1,
      periods: 3,
    });
    return { queue, deadLetters };
  }
}
