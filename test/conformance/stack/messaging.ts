import { RemovalPolicy } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Functions } from './messaging/functions.ts';
import { Rules } from './messaging/rules.ts';
import { Schedules } from './messaging/schedules.ts';

/** A bus with rules, queues, functions and schedules. */
export class Messaging extends Construct {
  readonly outputs: Record<string, string>;

  constructor(scope: Construct, id: string, { bucket, api }: { bucket: Bucket; api: GraphqlApi }) {
    super(scope, id);
    const bus = new EventBus(this, 'Bus');
    bus.applyRemovalPolicy(RemovalPolicy.DESTROY);
    const deadLetters = new Queue(this, 'DeadLetters');
    const queue = new Queue(this, 'Queue', { deadLetterQueue: { queue: deadLetters, maxReceiveCount: 2 } });
    this.outputs = {
      EventBusName: bus.eventBusName,
      QueueUrl: queue.queueUrl,
      QueueArn: queue.queueArn,
      DeadLettersUrl: deadLetters.queueUrl,
      DeadLettersArn: deadLetters.queueArn,
      PlainUrl: new Queue(this, 'Plain').queueUrl,
      ...new Rules(this, 'Rules', { bus, bucket, api }).outputs,
      ...new Functions(this, 'Functions').outputs,
      ...new Schedules(this, 'Schedules').outputs,
    };
  }
}
