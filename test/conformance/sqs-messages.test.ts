import { createHash } from 'node:crypto';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  type SendMessageBatchRequestEntry,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { unique } from './events-bus.ts';
import { documented, recorded } from './evidence.ts';
import { Inbox } from './sqs-inbox.ts';
import { openTarget, type Target } from './target.ts';

const sqs = behavioursOf('SQS');

let target: Target;
let client: SQSClient;
let QueueUrl: string;
let inbox: Inbox;
beforeAll(async () => {
  target = await openTarget();
  client = new SQSClient(target.client);
  QueueUrl = target.output('PlainUrl');
});
afterAll(() => target.stop());
beforeEach(() => {
  inbox = new Inbox(client, QueueUrl);
});

const send = (content: unknown, more = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(content), ...more }));
const text = (StringValue: string) => ({ DataType: 'String', StringValue });

sqs.covers(
  'A message arrives with its MessageId, body, MD5OfBody and the system attributes SenderId, SentTimestamp, ApproximateReceiveCount and ApproximateFirstReceiveTimestamp; the SDK checks the MD5',
  documented('SQS API reference, ReceiveMessage'),
  async () => {
    const run = unique();
    const before = Date.now() - 300_000;
    const { MessageId, MD5OfMessageBody } = await send({ run, text: 'schön 😀' });
    const [letter] = await inbox.with(run);
    expect(letter?.message).toMatchObject({ MessageId, MD5OfBody: MD5OfMessageBody });
    const { Attributes = {} } = letter?.message ?? {};
    expect(Attributes).toMatchObject({ ApproximateReceiveCount: '1', SenderId: expect.stringMatching(/./) as string });
    expect(Number(Attributes.SentTimestamp)).toBeGreaterThan(before);
    expect(Number(Attributes.ApproximateFirstReceiveTimestamp)).toBeGreaterThanOrEqual(
      Number(Attributes.SentTimestamp),
    );
  },
);

sqs.covers(
  'Message attributes of type String and Number, with a custom label or not, come back with the MD5 over their sorted names, types and values',
  documented('SQS developer guide, Calculating the MD5 message digest for message attributes'),
  async () => {
    const run = unique();
    const MessageAttributes = { b: { DataType: 'Number.int', StringValue: '7' }, a: text('one') };
    const sent = await send({ run }, { MessageAttributes });
    const [letter] = await inbox.with(run);
    expect(letter?.message.MessageAttributes).toEqual(MessageAttributes);
    const part = (value: string) => Buffer.concat([Buffer.from([0, 0, 0, value.length]), Buffer.from(value)]);
    const entry = (name: string, type: string, value: string) =>
      Buffer.concat([part(name), part(type), Buffer.from([1]), part(value)]);
    const bytes = Buffer.concat([entry('a', 'String', 'one'), entry('b', 'Number.int', '7')]);
    const digest = createHash('md5').update(bytes).digest('hex');
    expect(sent.MD5OfMessageAttributes).toBe(digest);
    expect(letter?.message.MD5OfMessageAttributes).toBe(digest);
  },
);

sqs.covers(
  'Attributes come only when they are asked for: by name, by prefix.* or by All',
  documented('SQS API reference, ReceiveMessage'),
  async () => {
    const run = unique();
    await send({ run }, { MessageAttributes: { 'photo.size': text('1'), 'photo.kind': text('2'), other: text('3') } });
    const receive = async (MessageAttributeNames: string[]) => {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MessageAttributeNames,
          MessageSystemAttributeNames: ['SentTimestamp'],
          VisibilityTimeout: 0,
          WaitTimeSeconds: 2,
        }),
      );
      const [message] = Messages;
      expect(Object.keys(message?.Attributes ?? {})).toEqual(['SentTimestamp']);
      return Object.keys(message?.MessageAttributes ?? {}).sort();
    };
    expect(await receive([])).toEqual([]);
    expect(await receive(['other'])).toEqual(['other']);
    expect(await receive(['photo.*'])).toEqual(['photo.kind', 'photo.size']);
    expect(await receive(['All'])).toEqual(['other', 'photo.kind', 'photo.size']);
    await inbox.with(run);
  },
);

sqs.covers(
  'SendMessageBatch takes up to 10 messages and answers each by its Id: Successful, or Failed with SenderFault, Code and Message, while the others are sent',
  documented('SQS API reference, SendMessageBatch'),
  async () => {
    const run = unique();
    const entry = (Id: string, more = {}): SendMessageBatchRequestEntry => ({
      Id,
      MessageBody: JSON.stringify({ run, Id }),
      ...more,
    });
    const Entries = [
      entry('good'),
      entry('bad', { MessageBody: '' }),
      entry('too', { MessageAttributes: { a: text('1') } }),
    ];
    const { Successful = [], Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(Successful.map(({ Id }) => Id)).toEqual(['good', 'too']);
    expect(Failed).toMatchObject([{ Id: 'bad', SenderFault: true, Code: 'MissingParameter' }]);
    const ids = (await inbox.with(run, 2)).map(({ message }) => message.MessageId);
    expect(ids.sort()).toEqual(Successful.map(({ MessageId }) => MessageId).sort());
  },
);

sqs.covers(
  'A batch is refused as a whole without entries (EmptyBatchRequest), with more than 10 (TooManyEntriesInBatchRequest), with an Id twice (BatchEntryIdsNotDistinct) or not of letters, digits, - and _ (InvalidBatchEntryId), and with more than 1 MiB together (BatchRequestTooLong)',
  documented('SQS API reference, SendMessageBatch; SQS developer guide, message quotas'),
  async () => {
    const entry = (Id: string, MessageBody = 'x') => ({ Id, MessageBody });
    const codeOf = async (Entries: SendMessageBatchRequestEntry[]) =>
      client.send(new SendMessageBatchCommand({ QueueUrl, Entries })).then(
        () => 'none',
        (error: unknown) => (error instanceof Error ? error.name : ''),
      );
    expect(await codeOf([])).toBe('EmptyBatchRequest');
    expect(await codeOf(Array.from({ length: 11 }, (_, index) => entry(`e${index}`)))).toBe(
      'TooManyEntriesInBatchRequest',
    );
    expect(await codeOf([entry('a'), entry('a')])).toBe('BatchEntryIdsNotDistinct');
    expect(await codeOf([entry('a.b')])).toBe('InvalidBatchEntryId');
    expect(await codeOf([entry('a', 'x'.repeat(600_000)), entry('b', 'x'.repeat(600_000))])).toBe(
      'BatchRequestTooLong',
    );
  },
);

sqs.covers(
  'A message may have up to 1 MiB with its attributes; more, an empty body (MissingParameter), characters that XML does not have (InvalidMessageContents) and more than 10 attributes are refused',
  documented('SQS developer guide, message quotas; API reference, SendMessage'),
  async () => {
    const run = unique();
    await send({ run, fill: 'x'.repeat(1_000_000) });
    await expect(send({ fill: 'x'.repeat(1_048_576) })).rejects.toMatchObject({ Code: 'InvalidParameterValue' });
    await expect(send('', { MessageBody: '' })).rejects.toMatchObject({ Code: 'MissingParameter' });
    await expect(send('', { MessageBody: '\u0001' })).rejects.toMatchObject({ name: 'InvalidMessageContents' });
    const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, text('x')]));
    await expect(send({}, { MessageAttributes: eleven })).rejects.toMatchObject({ Code: 'InvalidParameterValue' });
    expect(await inbox.with(run)).toHaveLength(1);
  },
);

sqs.covers(
  'A receiver gets at most 10 messages; MaxNumberOfMessages out of 1 to 10, WaitTimeSeconds over 20, DelaySeconds over 900 and VisibilityTimeout over 43200 are InvalidParameterValue, and the message says the value, the parameter and the reason',
  documented('SQS API reference, ReceiveMessage, SendMessage, ChangeMessageVisibility'),
  async () => {
    const refused = (name: string, value: number) => ({
      Code: 'InvalidParameterValue',
      message: expect.stringMatching(
        new RegExp(`^Value ${value} for parameter ${name} is invalid. Reason: `),
      ) as string,
    });
    for (const [name, value] of Object.entries({
      MaxNumberOfMessages: 11,
      WaitTimeSeconds: 21,
      VisibilityTimeout: 43_201,
    })) {
      const receive = client.send(new ReceiveMessageCommand({ QueueUrl, [name]: value }));
      await expect(receive).rejects.toMatchObject(refused(name, value));
    }
    await expect(send({}, { DelaySeconds: 901 })).rejects.toMatchObject(refused('DelaySeconds', 901));
  },
);

sqs.covers(
  'A queue that does not exist is QueueDoesNotExist, and AWS.SimpleQueueService.NonExistentQueue;Sender in the header x-amzn-query-error of the older protocol',
  recorded('@aws-sdk/client-sqs 3, whose model has both codes'),
  async () => {
    const MessageBody = 'x';
    const nowhere = QueueUrl.replace(/[^/]+$/, 'nowhere');
    await expect(client.send(new SendMessageCommand({ QueueUrl: nowhere, MessageBody }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
      Type: 'Sender',
      message: 'The specified queue does not exist.',
    });
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'nowhere' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
  },
);

sqs.covers(
  'GetQueueUrl and GetQueueAttributes give the URL, the ARN, the settings with their defaults and the redrive policy',
  documented('SQS API reference, GetQueueUrl, GetQueueAttributes'),
  async () => {
    const QueueName = target.output('QueueUrl').split('/').at(-1);
    const found = await client.send(new GetQueueUrlCommand({ QueueName }));
    expect(found.QueueUrl).toBe(target.output('QueueUrl'));
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: found.QueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: target.output('QueueArn'),
      DelaySeconds: '0',
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      MaximumMessageSize: '1048576',
    });
    expect(JSON.parse(Attributes.RedrivePolicy ?? '')).toEqual({
      deadLetterTargetArn: target.output('DeadLettersArn'),
      maxReceiveCount: 2,
    });
  },
);
