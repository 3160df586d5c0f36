import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { unknownOperation } from '../aws-json.ts';
import { AwsError, type AwsRequest, type Permission } from '../service.ts';
import { changeVisibilityBatch, deleteMessageBatch, sendMessageBatch } from './batch.ts';
import { between, duration, names, parse, visibilityTimeout } from './input.ts';
import type { Queue } from './queue.ts';
import { received } from './received.ts';
import { outgoing, send } from './send.ts';
import { settingAttributes } from './settings.ts';

/** The queues of the stack. Throws QueueDoesNotExist for others. */
export interface Queues {
  byName(name: string): Queue;
  byArn(arn: string): Queue;
  /** Whether a queue of the stack sends its dead letters here. */
  takesDeadLetters(arn: string): boolean;
  /** ARN of a queue, whether it exists or not: permissions are checked first. */
  arn(name: string): string;
}

/** One operation of the API: which permissions it takes, and what it does. */
export interface Operation {
  permissions(queues: Queues, input: unknown): Permission[];
  run(queues: Queues, input: unknown, request: AwsRequest): object | Promise<object>;
}

const queueUrl = z.looseObject({ QueueUrl: z.string() });
const nameIn = (input: unknown) => parse(queueUrl, input).QueueUrl.split('/').at(-1) ?? '';

/** An operation on the queue that `QueueUrl` names. */
function onQueue<Schema extends z.ZodType>(
  action: string,
  schema: Schema,
  run: (queue: Queue, input: z.output<Schema>, request: AwsRequest) => object | Promise<object>,
): Operation {
  return {
    permissions: (queues, input) => [{ action: `sqs:${action}`, resource: queues.arn(nameIn(input)) }],
    run: (queues, input, request) => run(queues.byName(nameIn(input)), parse(schema, input), request),
  };
}

const queueOnly = z.strictObject({ QueueUrl: z.string() });
const receipt = queueOnly.extend({ ReceiptHandle: z.string() });

const receiveInput = queueOnly.extend({
  MaxNumberOfMessages: between(1, 10).default(1),
  WaitTimeSeconds: duration(20).optional(),
  VisibilityTimeout: visibilityTimeout.optional(),
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
});

const receiveMessage = onQueue('ReceiveMessage', receiveInput, async (queue, input) => {
  const receipts = await queue.receive({
    max: input.MaxNumberOfMessages,
    waitMs: input.WaitTimeSeconds ?? queue.settings.waitMs,
    ...(input.VisibilityTimeout !== undefined && { visibilityMs: input.VisibilityTimeout }),
  });
  const systemNames = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
  const messages = receipts.map((each) => received(each, systemNames, input.MessageAttributeNames));
  return messages.length > 0 ? { Messages: messages } : {};
});

const deleteMessage = onQueue('DeleteMessage', receipt, async (queue, input) => {
  await queue.delete(input.ReceiptHandle);
  return {};
});

const visibilityInput = receipt.extend({ VisibilityTimeout: visibilityTimeout });

const changeMessageVisibility = onQueue('ChangeMessageVisibility', visibilityInput, (queue, input) => {
  queue.changeVisibility(input.ReceiptHandle, input.VisibilityTimeout);
  return {};
});

const purgeQueue = onQueue('PurgeQueue', queueOnly, async (queue) => {
  await queue.purge();
  return {};
});

const attributesInput = queueOnly.extend({ AttributeNames: names });

const getQueueAttributes = onQueue('GetQueueAttributes', attributesInput, async (queue, { AttributeNames }) => {
  const { visible, inFlight, delayed } = await queue.counts();
  const all: Record<string, string> = {
    ...settingAttributes(queue.settings),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
  const asked = (name: string) => AttributeNames.includes('All') || AttributeNames.includes(name);
  const attributes = Object.entries(all).filter(([name]) => asked(name));
  return attributes.length > 0 ? { Attributes: Object.fromEntries(attributes) } : {};
});

const urlInput = z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() });

const getQueueUrl: Operation = {
  permissions: (queues, input) => [
    { action: 'sqs:GetQueueUrl', resource: queues.arn(parse(urlInput, input).QueueName) },
  ],
  run: (queues, input) => ({ QueueUrl: queues.byName(parse(urlInput, input).QueueName).settings.url }),
};

const moveInput = z.strictObject({ SourceArn: z.string(), DestinationArn: z.string().optional() });

/** Moves what is visible in a dead-letter queue back to where it came from, or to the destination, at once. */
const startMessageMoveTask: Operation = {
  permissions: (_queues, input) => {
    const { SourceArn, DestinationArn } = parse(moveInput, input);
    const onSource = ['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage'];
    return [
      ...onSource.map((action) => ({ action: `sqs:${action}`, resource: SourceArn })),
      ...(DestinationArn ? [{ action: 'sqs:SendMessage', resource: DestinationArn }] : []),
    ];
  },
  run: async (queues, input) => {
    const { SourceArn, DestinationArn } = parse(moveInput, input);
    const source = existing(queues, SourceArn);
    if (!queues.takesDeadLetters(SourceArn)) {
      throw new AwsError('InvalidParameterValueException', 'Source queue must be configured as a Dead Letter Queue.');
    }
    const destination = DestinationArn === undefined ? undefined : existing(queues, DestinationArn);
    await source.moveVisible(({ deadLetterSource: arn }) => destination ?? (arn ? queues.byArn(arn) : undefined));
    return {
      TaskHandle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: SourceArn })).toString('base64'),
    };
  },
};

function existing(queues: Queues, arn: string): Queue {
  try {
    return queues.byArn(arn);
  } catch {
    throw new AwsError('ResourceNotFoundException', `The queue ${arn} does not exist.`, 404);
  }
}

const operations: Readonly<Record<string, Operation>> = {
  SendMessage: onQueue('SendMessage', queueOnly.extend(outgoing), (queue, input, { principal }) =>
    send(queue, input, principal),
  ),
  SendMessageBatch: onQueue('SendMessage', sendMessageBatch.input, sendMessageBatch.run),
  ReceiveMessage: receiveMessage,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: onQueue('DeleteMessage', deleteMessageBatch.input, deleteMessageBatch.run),
  ChangeMessageVisibility: changeMessageVisibility,
  ChangeMessageVisibilityBatch: onQueue(
    'ChangeMessageVisibility',
    changeVisibilityBatch.input,
    changeVisibilityBatch.run,
  ),
  GetQueueAttributes: getQueueAttributes,
  GetQueueUrl: getQueueUrl,
  PurgeQueue: purgeQueue,
  StartMessageMoveTask: startMessageMoveTask,
};

export function operationNamed(name: string): Operation {
  const operation = operations[name];
  if (!operation) throw unknownOperation(name);
  return operation;
}
