import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { unique } from './events-bus.ts';
import { documented, here } from './evidence.ts';
import { Inbox } from './sqs-inbox.ts';
import { openTarget, type Target } from './target.ts';

const sqs = behavioursOf('SQS');
const visibility = documented('SQS developer guide, Amazon SQS visibility timeout');
const deadLetters = documented('SQS developer guide, Using dead-letter queues in Amazon SQS');

let target: Target;
let client: SQSClient;
let QueueUrl: string;
beforeAll(async () => {
  target = await openTarget();
  client = new SQSClient(target.client);
  QueueUrl = target.output('QueueUrl');
});
afterAll(() => target.stop());

const send = (content: object, more = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(content), ...more }));

async function receive(options: { VisibilityTimeout?: number; WaitTimeSeconds?: number; url?: string } = {}) {
  const { url = QueueUrl, ...rest } = options;
  const names = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] };
  const command = new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, ...names, ...rest });
  return (await client.send(command)).Messages ?? [];
}

async function receiveOne(options: Parameters<typeof receive>[0] = {}): Promise<Message> {
  const [message, ...others] = await receive({ WaitTimeSeconds: 5, ...options });
  if (!message || others.length > 0) throw new Error('exactly one message was expected');
  return message;
}

const change = ({ ReceiptHandle }: Message, VisibilityTimeout: number) =>
  client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
const remove = ({ ReceiptHandle }: Message) => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

async function counts(): Promise<number[]> {
  const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  const names = ['', 'NotVisible', 'Delayed'] as const;
  return names.map((name) => Number(Attributes[`ApproximateNumberOfMessages${name}`]));
}

sqs.covers(
  'A received message is hidden until its visibility timeout, the queue’s or the receiver’s own, and then comes again with a higher ApproximateReceiveCount; meanwhile it counts as not visible',
  here(visibility),
  async () => {
    await send({ run: unique() });
    await receiveOne();
    expect(await counts()).toEqual([0, 1, 0]);
    target.local.clock.advance(29_000);
    expect(await receive()).toEqual([]);
    target.local.clock.advance(1000);
    const again = await receiveOne({ VisibilityTimeout: 100 });
    expect(again.Attributes).toMatchObject({ ApproximateReceiveCount: '2' });
    target.local.clock.advance(99_000);
    expect(await receive()).toEqual([]);
    await remove(again);
  },
);

sqs.covers(
  'ChangeMessageVisibility and its batch give a message back at once with 0, or hide it for longer; a batch answers each entry',
  visibility,
  async () => {
    await send({ run: unique() });
    const first = await receiveOne();
    await change(first, 0);
    const second = await receiveOne();
    const Entries = [
      { Id: 'good', ReceiptHandle: second.ReceiptHandle, VisibilityTimeout: 600 },
      { Id: 'bad', ReceiptHandle: 'nonsense', VisibilityTimeout: 600 },
    ];
    const result = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    expect(result.Successful).toEqual([{ Id: 'good' }]);
    expect(result.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
    await remove(second);
  },
);

sqs.covers(
  'Only the handle of the latest receipt deletes; deleting again is no error; a handle that is none is ReceiptHandleIsInvalid, one of a message that is not in flight is InvalidParameterValue for ChangeMessageVisibility',
  documented('SQS API reference, DeleteMessage, ChangeMessageVisibility'),
  async () => {
    await send({ run: unique() });
    const first = await receiveOne({ VisibilityTimeout: 0 });
    const second = await receiveOne();
    await remove(first);
    await change(second, 60);
    const Entries = [
      { Id: 'good', ReceiptHandle: second.ReceiptHandle },
      { Id: 'bad', ReceiptHandle: 'nonsense' },
    ];
    const result = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(result.Successful).toEqual([{ Id: 'good' }]);
    expect(result.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid' }]);
    await remove(second);
    await expect(remove({ ReceiptHandle: 'nonsense' })).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
    await expect(change(second, 0)).rejects.toMatchObject({ Code: 'InvalidParameterValue' });
  },
);

sqs.covers(
  'A message with DelaySeconds is hidden and counted as delayed until then',
  here(documented('SQS developer guide, Amazon SQS message timers')),
  async () => {
    const run = unique();
    await send({ run }, { DelaySeconds: 900 });
    expect(await receive()).toEqual([]);
    expect(await counts()).toEqual([0, 0, 1]);
    target.local.clock.advance(900_000);
    await remove(await receiveOne());
  },
);

sqs.covers(
  'A receiver that waits (WaitTimeSeconds) gets a message as soon as it arrives, and nothing when its time is over',
  documented('SQS developer guide, Amazon SQS short and long polling'),
  async () => {
    const waiting = receiveOne({ WaitTimeSeconds: 20 });
    await send({ run: unique() });
    await remove(await waiting);
    expect(await receive({ WaitTimeSeconds: 1 })).toEqual([]);
  },
);

sqs.covers(
  'A message that was received maxReceiveCount times moves to the dead-letter queue with the same MessageId, body, attributes and SentTimestamp, and DeadLetterQueueSourceArn',
  deadLetters,
  async () => {
    const run = unique();
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'photo' } };
    const { MessageId } = await send({ run }, { MessageAttributes });
    const first = await receiveOne({ VisibilityTimeout: 0 });
    await receiveOne({ VisibilityTimeout: 0 });
    expect(await receive({ WaitTimeSeconds: 1 })).toEqual([]);
    const [letter] = await new Inbox(client, target.output('DeadLettersUrl')).with(run);
    expect(letter?.message).toMatchObject({
      MessageId,
      MessageAttributes,
      Attributes: {
        SentTimestamp: first.Attributes?.SentTimestamp,
        DeadLetterQueueSourceArn: target.output('QueueArn'),
      },
    });
  },
);

sqs.covers(
  'StartMessageMoveTask sends dead letters back to where they came from, each as a new message with a count of its own; only a queue that takes dead letters can be its source',
  documented(
    'SQS API reference, StartMessageMoveTask; developer guide, Learn how to configure a dead-letter queue redrive',
  ),
  async () => {
    const run = unique();
    const { MessageId } = await send({ run });
    for (let attempt = 0; attempt < 2; attempt += 1) await receiveOne({ VisibilityTimeout: 0 });
    expect(await receive({ WaitTimeSeconds: 1 })).toEqual([]);
    const move = (SourceArn: string) => client.send(new StartMessageMoveTaskCommand({ SourceArn }));
    expect((await move(target.output('DeadLettersArn'))).TaskHandle).toBeTypeOf('string');
    const back = await receiveOne({ WaitTimeSeconds: 20 });
    expect(back.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
    expect([back.Body?.includes(run), back.MessageId === MessageId]).toEqual([true, false]);
    await remove(back);
    await expect(move(target.output('QueueArn'))).rejects.toMatchObject({ Code: 'InvalidParameterValue' });
    await expect(move(`${target.output('QueueArn')}-nowhere`)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  },
);

sqs.covers(
  'A message that is older than the retention period (4 days) is gone',
  here(documented('SQS developer guide, message quotas')),
  async () => {
    await send({ run: unique() });
    target.local.clock.advance(4 * 86_400_000 + 1000);
    expect(await receive()).toEqual([]);
    expect(await counts()).toEqual([0, 0, 0]);
  },
);

sqs.covers(
  'PurgeQueue deletes all messages, those in flight too; within 60 seconds another one is PurgeQueueInProgress (403)',
  here(documented('SQS API reference, PurgeQueue')),
  async () => {
    for (const run of [unique(), unique()]) await send({ run });
    await client.send(new ReceiveMessageCommand({ QueueUrl }));
    const purge = () => client.send(new PurgeQueueCommand({ QueueUrl }));
    await purge();
    expect(await counts()).toEqual([0, 0, 0]);
    await expect(purge()).rejects.toMatchObject({ name: 'PurgeQueueInProgress', $metadata: { httpStatusCode: 403 } });
    target.local.clock.advance(60_000);
    await purge();
  },
);
