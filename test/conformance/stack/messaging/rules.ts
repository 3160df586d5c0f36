import { Duration } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { CfnRule, EventField, Rule, RuleTargetInput, type EventBus } from 'aws-cdk-lib/aws-events';
import { AppSync, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { inputs } from './inputs.ts';
import { patterns } from './patterns.ts';

interface RulesProps {
  bus: EventBus;
  bucket: Bucket;
  api: GraphqlApi;
}

const source = ['conformance'];
const save = 'mutation Save($thing: ThingInput!) { save(thing: $thing) { id name size } }';

/** Rules with every pattern operator, every kind of input, and targets that take an event or do not. */
export class Rules extends Construct {
  readonly outputs: Record<string, string>;
  readonly #bus: EventBus;
  readonly #undelivered: Queue;

  constructor(scope: Construct, id: string, { bus, bucket, api }: RulesProps) {
    super(scope, id);
    this.#bus = bus;
    this.#undelivered = new Queue(this, 'Undelivered');
    this.outputs = {
      MatchedUrl: this.#addPatterns().queueUrl,
      InputsUrl: this.#addInputs().queueUrl,
      UploadedUrl: this.#addUploads(bucket).queueUrl,
      ...this.#addDeliveries(),
      UndeliveredUrl: this.#undelivered.queueUrl,
    };
    this.#addMutations(api);
  }

  #addPatterns(): Queue {
    const matched = new Queue(this, 'Matched');
    for (const [detailType, { detail }] of Object.entries(patterns)) {
      new Rule(this, `Pattern${detailType}`, {
        eventBus: this.#bus,
        eventPattern: { source, detailType: [detailType], detail },
        targets: [new SqsQueue(matched, { message: RuleTargetInput.fromEventPath('$.detail') })],
      });
    }
    return matched;
  }

  #addInputs(): Queue {
    const queue = new Queue(this, 'Inputs');
    queue.grantSendMessages(new ServicePrincipal('events.amazonaws.com'));
    for (const [detailType, input] of Object.entries(inputs)) {
      new CfnRule(this, `Input${detailType}`, {
        eventBusName: this.#bus.eventBusName,
        eventPattern: { source: ['conformance.inputs'], 'detail-type': [detailType] },
        targets: [{ id: 'Target', arn: queue.queueArn, ...input }],
      });
    }
    return queue;
  }

  #addUploads(bucket: Bucket): Queue {
    const uploaded = new Queue(this, 'Uploaded');
    new Rule(this, 'Upload', {
      eventPattern: {
        source: ['aws.s3'],
        detail: { bucket: { name: [bucket.bucketName] }, object: { key: [{ prefix: 'announced/' }] } },
      },
      targets: [new SqsQueue(uploaded)],
    });
    return uploaded;
  }

  /** To a queue with few retries, and to one that EventBridge may not send to. */
  #addDeliveries(): Record<string, string> {
    const delivered = new Queue(this, 'Delivered');
    const forbidden = Queue.fromQueueArn(this, 'WithoutPolicy', new Queue(this, 'ForbiddenQueue').queueArn);
    const rule = (detailType: string, target: SqsQueue) =>
      new Rule(this, detailType, {
        eventBus: this.#bus,
        eventPattern: { source, detailType: [detailType] },
        targets: [target],
      });
    const deadLetterQueue = this.#undelivered;
    return {
      DeliveredUrl: delivered.queueUrl,
      DeliveredArn: delivered.queueArn,
      RetriedRuleArn: rule(
        'Retried',
        new SqsQueue(delivered, { deadLetterQueue, retryAttempts: 2, maxEventAge: Duration.minutes(10) }),
      ).ruleArn,
      ForbiddenRuleArn: rule('Forbidden', new SqsQueue(forbidden, { deadLetterQueue })).ruleArn,
      ForbiddenArn: forbidden.queueArn,
    };
  }

  /** To the API: what it takes, what it answers with errors, and what the role may not do. */
  #addMutations(api: GraphqlApi): void {
    const assumedBy = new ServicePrincipal('events.amazonaws.com');
    const allowed = new Role(this, 'Publisher', { assumedBy });
    api.grantMutation(allowed, 'save');
    api.grantMutation(allowed, 'fail');
    const add = (detailType: string, graphQLOperation: string, eventRole: Role) =>
      new Rule(this, detailType, {
        eventBus: this.#bus,
        eventPattern: { source, detailType: [detailType] },
        targets: [
          new AppSync(api, {
            graphQLOperation,
            variables: RuleTargetInput.fromObject({ thing: EventField.fromPath('$.detail') }),
            eventRole,
            deadLetterQueue: this.#undelivered,
          }),
        ],
      });
    add('Published', save, allowed);
    add('Failing', 'mutation Fail { fail { id } }', allowed);
    add('Unauthorized', save, new Role(this, 'Nobody', { assumedBy }));
  }
}
