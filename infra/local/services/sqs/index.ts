/**
 * SQS: standard queues, durable on disk, over AWS JSON 1.0.
 *
 * Covered: SendMessage, ReceiveMessage, DeleteMessage, ChangeMessageVisibility and their batches, GetQueueUrl,
 * GetQueueAttributes, PurgeQueue, StartMessageMoveTask; visibility timeouts, delays, retention, long polling, receive
 * counts, redrive to a dead-letter queue (same message id, body and attributes; the count goes on), message attributes
 * of type String and Number with their digests. At least once and in no order, and visibly so with `Cloud.delivery`.
 *
 * Refused by name: FIFO queues (at boot), Binary attributes, message system attributes, every other operation.
 *
 * Differs: a message that was in flight when the process ended is visible at once after a restart, because its
 * receiver ended too; a purge and a move task are done when the call returns; SenderId is the sender's ARN.
 * Encryption, tags and the redrive allow policy have no effect. Queue policies are evaluated by the front door.
 */
import { jsonError, jsonResponse, readJsonCall } from '../aws-json.ts';
import { physicalName } from '../properties.ts';
import type { AwsEndpoint, Deployment, QueueMessage, ResourceKind, Service, Services } from '../service.ts';
import { queryCodes, queueDoesNotExist } from './errors.ts';
import { checkMessage, md5, type Receipt } from './message.ts';
import { operationNamed, type Queues } from './operations.ts';
import { Queue } from './queue.ts';
import { systemAttributes } from './received.ts';
import { queueSettings } from './settings.ts';

const arnOf = ({ region, account }: Deployment, name: string) => `arn:aws:sqs:${region}:${account}:${name}`;

const queueKind: ResourceKind = {
  type: 'AWS::SQS::Queue',
  identify: ({ logicalId, properties, deployment }) => {
    const name = physicalName(properties, 'QueueName', logicalId);
    const url = `${deployment.addresses.aws}/${deployment.account}/${name}`;
    return { ref: url, attributes: { Arn: arnOf(deployment, name), QueueName: name, QueueUrl: url } };
  },
};

const queuePolicyKind: ResourceKind = {
  type: 'AWS::SQS::QueuePolicy',
  identify: ({ logicalId }) => ({ ref: logicalId, attributes: { Id: logicalId } }),
};

export const sqs: Service = {
  name: 'sqs',
  kinds: [queueKind, queuePolicyKind],
  start: async (cloud) => {
    const settings = cloud.resources.filter(({ type }) => type === queueKind.type).map(queueSettings);
    const queues: Queue[] = settings.map((each) => {
      const target = each.redrive?.deadLetterTargetArn;
      if (target !== undefined && !settings.some(({ arn }) => arn === target)) {
        throw new Error(`The dead-letter queue ${target} of ${each.name} is not in the stack`);
      }
      const deadLetterQueue = () => queues.find((queue) => queue.settings.arn === target);
      return new Queue(each, cloud, deadLetterQueue);
    });
    for (const queue of queues) await queue.load();

    const lookup = lookupIn(queues, cloud.deployment);
    return {
      endpoint: endpoint(lookup),
      offers: { sqs: offer(lookup) },
      stop: () => {
        queues.forEach((queue) => queue.close());
        return Promise.resolve();
      },
    };
  },
};

function lookupIn(queues: Queue[], deployment: Deployment): Queues {
  const find = (matches: (queue: Queue) => boolean) => {
    const queue = queues.find(matches);
    if (!queue) throw queueDoesNotExist();
    return queue;
  };
  return {
    byName: (name) => find(({ settings }) => settings.name === name),
    byArn: (arn) => find(({ settings }) => settings.arn === arn),
    takesDeadLetters: (arn) => queues.some(({ settings }) => settings.redrive?.deadLetterTargetArn === arn),
    arn: (name) => arnOf(deployment, name),
  };
}

function endpoint(queues: Queues): AwsEndpoint {
  return {
    signingName: 'sqs',
    permissions: (request) => {
      const { operation, input } = readJsonCall(request, 'AmazonSQS');
      return operationNamed(operation).permissions(queues, input);
    },
    handle: async (request) => {
      const { operation, input } = readJsonCall(request, 'AmazonSQS');
      return jsonResponse(await operationNamed(operation).run(queues, input, request), '1.0');
    },
    error: (error) => {
      const response = jsonError(error, '1.0', 'com.amazonaws.sqs');
      const fault = error.status < 500 ? 'Sender' : 'Receiver';
      const queryError = `${queryCodes[error.code] ?? error.code};${fault}`;
      return { ...response, headers: { ...response.headers, 'x-amzn-query-error': queryError } };
    },
  };
}

function offer(queues: Queues): Services['sqs'] {
  return {
    sendMessage: async (queueArn, body, attributes = {}) => {
      const queue = queues.byArn(queueArn);
      const named = mapValues(attributes, (value) => ({
        DataType: typeof value === 'number' ? 'Number' : 'String',
        StringValue: String(value),
      }));
      checkMessage(body, named, queue.settings.maximumMessageSize);
      await queue.send(body, { attributes: named, senderId: 'events.amazonaws.com' });
    },
    receiveMessages: async (queueArn, max, signal) => {
      const receipts = await queues.byArn(queueArn).receive({ max, waitMs: Infinity, signal });
      return receipts.map(queueMessage);
    },
    deleteMessage: (queueArn, receiptHandle) => queues.byArn(queueArn).delete(receiptHandle),
  };
}

function queueMessage({ message, receiptHandle }: Receipt): QueueMessage {
  return {
    messageId: message.id,
    receiptHandle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: mapValues(message.attributes, ({ DataType, StringValue }) => ({
      stringValue: StringValue,
      dataType: DataType,
    })),
    md5OfBody: md5(message.body),
  };
}

function mapValues<From, To>(record: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)] as const));
}
