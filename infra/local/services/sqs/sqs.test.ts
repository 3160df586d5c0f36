import { createHash } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  type Message,
  type ReceiveMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operator, startFakeCloud, type FakeCloud } from '../../testing/fake-cloud.ts';
import { sqs } from './index.ts';

const resources = {
  Jobs: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'jobs',
      VisibilityTimeout: 60,
      MessageRetentionPeriod: 3600,
      MaximumMessageSize: 2048,
      RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:DeadJobs', maxReceiveCount: 2 },
    },
  },
  DeadJobs: { Type: 'AWS::SQS::Queue' },
};

let local: FakeCloud;
let client: SQSClient;
let QueueUrl: string;

async function open(dataDir?: string): Promise<void> {
  local = await startFakeCloud({ services: [sqs], resources, ...(dataDir && { dataDir }) });
  client = new SQSClient(local.client);
  QueueUrl = local.resource('Jobs').ref;
}

beforeEach(() => open());
afterEach(() => local.stop());

const send = (MessageBody: string, more = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));

async function receive(input: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
    ...input,
  });
  return (await client.send(command)).Messages ?? [];
}

async function receiveOne(input: Partial<ReceiveMessageCommandInput> = {}): Promise<Message> {
  const [message, ...others] = await receive(input);
  if (!message || others.length > 0) throw new Error('expected exactly one message');
  return message;
}

async function counts(url = QueueUrl): Promise<number[]> {
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
  const { Attributes = {} } = await client.send(command);
  return [
    Number(Attributes.ApproximateNumberOfMessages),
    Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    Number(Attributes.ApproximateNumberOfMessagesDelayed),
  ];
}

describe('sending and receiving', () => {
  test('a message arrives with its body, attributes and system attributes', async () => {
    const attributes = {
      kind: { DataType: 'String', StringValue: 'photo' },
      n: { DataType: 'Number', StringValue: '3' },
    };
    const sent = await send('héllo', { MessageAttributes: attributes });
    const message = await receiveOne();
    expect(message).toMatchObject({ MessageId: sent.MessageId, Body: 'héllo', MessageAttributes: attributes });
    expect(message.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
    expect(message.Attributes).toMatchObject({ ApproximateReceiveCount: '1', SenderId: operator.arn });
  });

  test('attributes come only when they are asked for', async () => {
    await send('x', { MessageAttributes: { 'a.b': { DataType: 'String', StringValue: '1' } } });
    const message = await receiveOne({
      MessageAttributeNames: ['c.*'],
      MessageSystemAttributeNames: ['SentTimestamp'],
    });
    expect(message.MessageAttributes).toBeUndefined();
    expect(Object.keys(message.Attributes ?? {})).toEqual(['SentTimestamp']);
  });

  test('the digest of attributes is the published one', async () => {
    // The description by hand: sorted by name; each part after its length, and a 1 before a string value.
    const part = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
    const entry = (name: string, value: string) =>
      Buffer.concat([part(name), part('String'), Buffer.from([1]), part(value)]);
    const expected = createHash('md5')
      .update(Buffer.concat([entry('a', 'one'), entry('b', 'two')]))
      .digest('hex');
    const string = (StringValue: string) => ({ DataType: 'String', StringValue });
    const sent = await send('x', { MessageAttributes: { b: string('two'), a: string('one') } });
    expect(sent.MD5OfMessageAttributes).toBe(expected);
  });

  test('a batch sends, reports each entry and refuses what is wrong as a whole', async () => {
    const sendBatch = (Entries: { Id: string; MessageBody: string }[]) =>
      client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const result = await sendBatch([
      { Id: 'a', MessageBody: 'one' },
      { Id: 'b', MessageBody: 'x'.repeat(3000) },
    ]);
    expect(result.Successful?.map(({ Id }) => Id)).toEqual(['a']);
    expect(result.Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }]);
    await expect(sendBatch([])).rejects.toMatchObject({ name: 'EmptyBatchRequest' });
    const same = { Id: 'a', MessageBody: 'x' };
    await expect(sendBatch([same, same])).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' });
    const eleven = Array.from({ length: 11 }, (_, index) => ({ Id: `m${index}`, MessageBody: 'x' }));
    await expect(sendBatch(eleven)).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequest' });
  });

  test('a delayed message appears after its delay', async () => {
    await send('later', { DelaySeconds: 30 });
    expect(await receive()).toEqual([]);
    expect(await counts()).toEqual([0, 0, 1]);
    local.clock.advance(30_000);
    expect((await receiveOne()).Body).toBe('later');
  });

  test('a waiting receiver gets a message as it arrives', async () => {
    const waiting = receiveOne({ WaitTimeSeconds: 20 });
    await send('now');
    expect((await waiting).Body).toBe('now');
  });

  test('a waiting receiver goes home empty when its time is over', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    // The request is under way: push the clock until it has been seen.
    const pushing = setInterval(() => local.clock.advance(20_000), 5);
    expect(await waiting).toEqual([]);
    clearInterval(pushing);
  });
});

describe('visibility', () => {
  test('a received message is hidden for the timeout, and then comes again with a higher count', async () => {
    await send('x');
    await receiveOne();
    expect(await receive()).toEqual([]);
    expect(await counts()).toEqual([0, 1, 0]);
    local.clock.advance(60_000);
    const again = await receiveOne();
    expect(again.Attributes).toMatchObject({ ApproximateReceiveCount: '2' });
  });

  test('a receiver may give a message back at once, or keep it for longer', async () => {
    await send('x');
    const first = await receiveOne();
    const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
      client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    await change(first.ReceiptHandle, 0);
    const second = await receiveOne();
    await change(second.ReceiptHandle, 600);
    local.clock.advance(120_000);
    expect(await receive()).toEqual([]);
    await expect(change(first.ReceiptHandle, 0)).rejects.toMatchObject({ Code: 'InvalidParameterValue' });
    await expect(change('nonsense', 0)).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });

  test('only the latest receipt deletes; deleting twice is no error', async () => {
    await send('x');
    const first = await receiveOne();
    local.clock.advance(60_000);
    const second = await receiveOne();
    const remove = ({ ReceiptHandle }: Message) => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    await remove(first);
    expect(await counts()).toEqual([0, 1, 0]);
    await remove(second);
    await remove(second);
    expect(await counts()).toEqual([0, 0, 0]);
  });

  test('a batch deletes, with a result for each entry', async () => {
    await send('x');
    const { ReceiptHandle } = await receiveOne();
    const Entries = [
      { Id: 'good', ReceiptHandle },
      { Id: 'bad', ReceiptHandle: 'nonsense' },
    ];
    const result = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(result.Successful).toEqual([{ Id: 'good' }]);
    expect(result.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid' }]);
  });

  test('messages older than the retention period are gone', async () => {
    await send('x');
    local.clock.advance(3_600_001);
    expect(await receive()).toEqual([]);
    expect(await counts()).toEqual([0, 0, 0]);
  });
});

describe('redrive', () => {
  const deadUrl = () => local.resource('DeadJobs').ref;

  async function fail(body: string): Promise<Message> {
    const sent = await send(body, { MessageAttributes: { a: { DataType: 'String', StringValue: '1' } } });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await receiveOne();
      local.clock.advance(60_000);
    }
    expect(await receive()).toEqual([]);
    return { MessageId: sent.MessageId };
  }

  test('what was received too often moves to the dead-letter queue, unchanged', async () => {
    const { MessageId } = await fail('poison');
    const dead = await receiveOne({ QueueUrl: deadUrl() });
    expect(dead).toMatchObject({ MessageId, Body: 'poison', MessageAttributes: { a: { StringValue: '1' } } });
    expect(dead.Attributes).toMatchObject({ DeadLetterQueueSourceArn: local.resource('Jobs').attributes['Arn'] });
    expect(await counts()).toEqual([0, 0, 0]);
  });

  test('a move task sends it back as a new message', async () => {
    const { MessageId } = await fail('poison');
    const SourceArn = local.resource('DeadJobs').attributes['Arn'];
    const { TaskHandle } = await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
    expect(TaskHandle).toBeTruthy();
    const back = await receiveOne();
    expect(back).toMatchObject({ Body: 'poison', Attributes: { ApproximateReceiveCount: '1' } });
    expect(back.MessageId).not.toBe(MessageId);
    expect(await counts(deadUrl())).toEqual([0, 0, 0]);
  });
});

describe('a restart', () => {
  async function restart(): Promise<void> {
    await local.stop();
    await open(local.dataDir);
  }

  test('keeps what was accepted, with its count; what was in flight is visible at once', async () => {
    await send('waiting');
    await send('delayed', { DelaySeconds: 600 });
    const { ReceiptHandle } = await receiveOne();
    await restart();
    const again = await receiveOne();
    expect(again).toMatchObject({ Body: 'waiting', Attributes: { ApproximateReceiveCount: '2' } });
    expect(again.ReceiptHandle).not.toBe(ReceiptHandle);
    expect(await counts()).toEqual([0, 1, 1]);
  });

  test('does not bring back what was deleted or purged', async () => {
    await send('done');
    const { ReceiptHandle } = await receiveOne();
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    await restart();
    expect(await counts()).toEqual([0, 0, 0]);
    await send('purged');
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    await restart();
    expect(await counts()).toEqual([0, 0, 0]);
  });
});

describe('refusals', () => {
  test('a queue that does not exist', async () => {
    const unknown = { QueueUrl: QueueUrl.replace('jobs', 'other'), MessageBody: 'x' };
    await expect(client.send(new SendMessageCommand(unknown))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
    });
    expect((await client.send(new GetQueueUrlCommand({ QueueName: 'jobs' }))).QueueUrl).toBe(QueueUrl);
  });

  test('bodies that SQS does not take', async () => {
    await expect(send('\u0000')).rejects.toMatchObject({ name: 'InvalidMessageContents' });
    await expect(send('x'.repeat(2049))).rejects.toMatchObject({ Code: 'InvalidParameterValue' });
    await expect(send('')).rejects.toMatchObject({ Code: 'MissingParameter' });
    const binary = { a: { DataType: 'Binary', BinaryValue: new Uint8Array([1]) } };
    await expect(send('x', { MessageAttributes: binary })).rejects.toMatchObject({ name: 'UnsupportedOperation' });
  });

  test('operations and members that are not emulated, by name', async () => {
    await expect(client.send(new ListQueuesCommand({}))).rejects.toThrow('ListQueues');
    await expect(send('x', { MessageGroupId: 'g' })).rejects.toThrow('MessageGroupId');
  });

  test('a FIFO queue stops the boot', async () => {
    const fifo = { Orders: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } };
    await expect(startFakeCloud({ services: [sqs], resources: fifo })).rejects.toThrow(/Orders: FifoQueue/);
  });

  test('a call asks for the permission on its queue', async () => {
    await send('x');
    expect(local.asked.at(-1)?.permission).toEqual({
      action: 'sqs:SendMessage',
      resource: 'arn:aws:sqs:us-east-1:000000000000:jobs',
    });
  });
});
