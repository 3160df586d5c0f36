import { RemovalPolicy } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Buses with rules, queues, functions and schedules. */
export class Messaging extends Construct {
  readonly outputs: Record<string, string>;

  constructor(scope: Construct, id: string, { bucket, api }: { bucket: Bucket; api: GraphqlApi }) {
    super(scope, id);
    const bus = new EventBus(this, 'Bus');
    bus.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const deadLetters = new Queue(this, 'DeadLetters');
    const queue = new Queue(this, 'Queue', { deadLetterQueue: { queue: deadLetters, maxReceiveCount: 2 } });
    void [bucket, api];
    this.outputs = { EventBusName: bus.eventBusName, QueueUrl: queue.queueUrl, DeadLettersUrl: deadLetters.queueUrl };
  }
}
