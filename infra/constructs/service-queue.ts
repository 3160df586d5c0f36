import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { explainPolicyOf } from './permissions.ts';

/** A queue of this product: encrypted, reached by TLS only, as patient as SQS can be. */
export class ServiceQueue extends Queue {
  constructor(scope: Construct, id: string, props: QueueProps = {}) {
    const retentionPeriod = Duration.days(14);
    super(scope, id, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod, ...props });
    explainPolicyOf(this);
  }
}

export interface Consumption {
  queue: Queue;
  target: IFunction;
  /** How many messages are worked on at the same time. */
  concurrency: number;
}

/** Has a function, which may, take a queue's messages. One message an invocation, so that `concurrency` bounds the work. */
export function consume(scope: Construct, id: string, { queue, target, concurrency }: Consumption): void {
  new EventSourceMapping(scope, id, {
    target,
    eventSourceArn: queue.queueArn,
    batchSize: 1,
    maxConcurrency: concurrency,
    reportBatchItemFailures: true,
  });
}
