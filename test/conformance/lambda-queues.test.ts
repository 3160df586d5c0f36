import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import * as z from 'zod';
import { behavioursOf } from './behaviour.ts';
import { unique } from './events-bus.ts';
import { documented, here } from './evidence.ts';
import { Inbox, type Letter } from './sqs-inbox.ts';
import { openTarget, type Target } from './target.ts';

const lambda = behavioursOf('Lambda');
const partialResponses = documented('Lambda developer guide, Implementing partial batch responses');

let target: Target;
let client: SQSClient;
let partial: Inbox;
let whole: Inbox;
beforeAll(async () => {
  target = await openTarget();
  client = new SQSClient(target.client);
  partial = new Inbox(client, target.output('PartialReportsUrl'));
  whole = new Inbox(client, target.output('WholeReportsUrl'));
});
afterAll(() => target.stop());

const record = z.looseObject({
  messageId: z.string(),
  body: z.string(),
  attributes: z.looseObject({ ApproximateReceiveCount: z.string() }),
});
const report = z.object({
  event: z.object({ Records: z.array(record) }),
  requestId: z.string(),
  startedAt: z.number(),
});

/** How often each message was handed to the function, in the order of `bodies`. */
const countsOf = (letters: Letter[], bodies: object[]) =>
  bodies.map((body) => recordsOf(letters).filter((each) => each.body === JSON.stringify(body)).length);
const recordsOf = (letters: Letter[]) => letters.flatMap(({ body }) => report.parse(body).event.Records);

async function send(queue: 'PartialUrl' | 'WholeUrl', bodies: object[]): Promise<void> {
  const Entries = bodies.map((body, index) => ({ Id: String(index), MessageBody: JSON.stringify(body) }));
  await client.send(new SendMessageBatchCommand({ QueueUrl: target.output(queue), Entries }));
}

/** Waits until these bodies were handed over this often, while messages that failed become visible again. */
async function handedOver(inbox: Inbox, run: string, bodies: object[], counts: number[]): Promise<void> {
  const found = async () => {
    target.local.clock.advance(1000);
    return countsOf(
      (await inbox.all()).filter(({ message }) => message.Body?.includes(run)),
      bodies,
    );
  };
  await expect.poll(found, { timeout: 60_000 }).toEqual(counts);
  // What was dealt with does not come again.
  target.local.clock.advance(61_000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await found()).toEqual(counts);
}

lambda.covers(
  'An event source mapping hands the messages of a queue to the function as Records with messageId, receiptHandle, body, attributes, messageAttributes, md5OfBody, eventSource, eventSourceARN and awsRegion',
  documented('Lambda developer guide, Using Lambda with Amazon SQS'),
  async () => {
    const run = unique();
    const MessageBody = JSON.stringify({ run });
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'photo' } };
    const QueueUrl = target.output('PartialUrl');
    const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
    const [found] = recordsOf(await partial.with(run)).filter(({ body }) => body === MessageBody);
    const text: unknown = expect.stringMatching(/./);
    expect(found).toEqual({
      messageId: sent.MessageId,
      receiptHandle: text,
      body: MessageBody,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/) as string,
        SenderId: text,
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/) as string,
      },
      messageAttributes: {
        kind: { stringValue: 'photo', stringListValues: [], binaryListValues: [], dataType: 'String' },
      },
      md5OfBody: sent.MD5OfMessageBody,
      eventSource: 'aws:sqs',
      eventSourceARN: target.output('PartialArn'),
      awsRegion: target.output('Region'),
    });
  },
);

lambda.covers(
  'A batch has at most BatchSize messages, gathered for up to MaximumBatchingWindowInSeconds; at most MaximumConcurrency batches are worked on at once',
  documented('Lambda developer guide, Configuring scaling behavior for SQS event source mappings'),
  async () => {
    const run = unique();
    const waitMs = 400;
    const numbers = Array.from({ length: 30 }, (_, number) => number);
    for (const start of [0, 10, 20]) {
      await send(
        'PartialUrl',
        numbers.slice(start, start + 10).map((number) => ({ run, number, waitMs })),
      );
    }
    const has = (number: number, letters: Letter[]) =>
      recordsOf(letters).some(({ body }) => body === JSON.stringify({ run, number, waitMs }));
    await expect
      .poll(
        async () => {
          const letters = await partial.all();
          return numbers.every((number) => has(number, letters));
        },
        { timeout: 60_000 },
      )
      .toBe(true);
    const runs = (await partial.with(run)).map(({ body }) => report.parse(body));
    expect(Math.max(...runs.map(({ event }) => event.Records.length))).toBeLessThanOrEqual(5);
    expect(Math.max(...runs.map(({ event }) => event.Records.length))).toBeGreaterThan(1);
    const atOnce = runs.map(
      ({ startedAt }) =>
        runs.filter((other) => other.startedAt <= startedAt && startedAt < other.startedAt + waitMs).length,
    );
    expect(Math.max(...atOnce)).toBeLessThanOrEqual(2);
  },
);

lambda.covers(
  'With ReportBatchItemFailures only the named messages come again, after the visibility timeout and with a higher ApproximateReceiveCount; the others are deleted',
  here(partialResponses),
  async () => {
    const run = unique();
    const bodies = [
      { run, n: 1 },
      { run, n: 2, failsOnce: true },
      { run, n: 3 },
    ];
    await send('PartialUrl', bodies);
    await handedOver(partial, run, bodies, [1, 2, 1]);
    const again = recordsOf(await partial.with(run)).filter(({ body }) => body === JSON.stringify(bodies[1]));
    expect(again.map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(['1', '2']);
  },
);

lambda.covers(
  'An answer that names a message which is not in the batch fails the whole batch',
  here(partialResponses),
  async () => {
    const run = unique();
    const bodies = [{ run, n: 1, confusesOnce: true }];
    await send('PartialUrl', bodies);
    await handedOver(partial, run, bodies, [2]);
  },
);

lambda.covers(
  'Without ReportBatchItemFailures what the function returns does not matter: a batch without an error is deleted',
  here(partialResponses),
  async () => {
    const run = unique();
    const bodies = [
      { run, n: 1, failsOnce: true },
      { run, n: 2 },
    ];
    await send('WholeUrl', bodies);
    await handedOver(whole, run, bodies, [1, 1]);
  },
);

lambda.covers(
  'A function error leaves all messages of the batch hidden until the visibility timeout of the queue, and then they come again',
  here(documented('Lambda developer guide, Handling errors for an SQS event source in Lambda')),
  async () => {
    const run = unique();
    await send('WholeUrl', [{ run, throws: true }]);
    await whole.with(run);
    const pushing = setInterval(() => target.local.clock.advance(1000), 50);
    const [first, second] = (await whole.with(run, 2)).map(({ body }) => report.parse(body));
    clearInterval(pushing);
    expect(second?.event.Records[0]?.attributes.ApproximateReceiveCount).toBe('2');
    expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBeGreaterThanOrEqual(59_000);
  },
);
