import { Duration } from 'aws-cdk-lib';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { nodeFunction, Reporter } from './reporter.ts';

/** Functions that are called, that work off queues, and that get events which nobody waits for. */
export class Functions extends Construct {
  readonly outputs: Record<string, string>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const environment = { GREETING: 'hello' };
    const small = { ...nodeFunction('worker'), timeout: Duration.seconds(3), memorySize: 128, environment };
    const worker = new Function(this, 'Worker', small);
    const reserved = new Function(this, 'Reserved', {
      ...small,
      timeout: Duration.minutes(1),
      reservedConcurrentExecutions: 1,
    });
    this.outputs = {
      WorkerName: worker.functionName,
      WorkerArn: worker.functionArn,
      ReservedName: reserved.functionName,
      ...this.#addQueues(),
      ...this.#addAsynchronous(),
    };
  }

  /** One function reports which messages of a batch failed; for the other, a batch fails or not. */
  #addQueues(): Record<string, string> {
    const partial = new Queue(this, 'Partial', { visibilityTimeout: Duration.seconds(60) });
    const whole = new Queue(this, 'Whole', { visibilityTimeout: Duration.seconds(60) });
    const source = { batchSize: 5, maxBatchingWindow: Duration.seconds(1), maxConcurrency: 2 };
    const partialReporter = new Reporter(this, 'PartialReporter');
    partialReporter.function.addEventSource(new SqsEventSource(partial, { ...source, reportBatchItemFailures: true }));
    const wholeReporter = new Reporter(this, 'WholeReporter');
    wholeReporter.function.addEventSource(new SqsEventSource(whole, source));
    return {
      PartialUrl: partial.queueUrl,
      PartialArn: partial.queueArn,
      PartialReportsUrl: partialReporter.reports.queueUrl,
      WholeUrl: whole.queueUrl,
      WholeReportsUrl: wholeReporter.reports.queueUrl,
    };
  }

  /** One with the retries that functions have, and one that is not tried again and knows no old events. */
  #addAsynchronous(): Record<string, string> {
    const discarded = new Queue(this, 'Discarded');
    const retried = new Reporter(this, 'Retried', { deadLetterQueue: discarded });
    const limits = { retryAttempts: 0, maxEventAge: Duration.minutes(5), reservedConcurrentExecutions: 1 };
    const once = new Reporter(this, 'Once', { deadLetterQueue: discarded, ...limits });
    return {
      RetriedName: retried.function.functionName,
      RetriedReportsUrl: retried.reports.queueUrl,
      OnceName: once.function.functionName,
      OnceReportsUrl: once.reports.queueUrl,
      DiscardedUrl: discarded.queueUrl,
    };
  }
}
