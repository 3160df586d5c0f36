import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect } from 'vitest';
import * as z from 'zod';
import { behavioursOf } from './behaviour.ts';
import { Bus } from './events-bus.ts';
import { documented, here } from './evidence.ts';
import { Inbox, type Letter } from './sqs-inbox.ts';
import { openTarget, type Target } from './target.ts';

const numbers = Array.from({ length: 30 }, (_, number) => number);
const delivery = { duplicates: 0.3, maxDelayMs: 30_000, seed: 5 };

let target: Target;
let client: SQSClient;
beforeAll(async () => {
  target = await openTarget({ delivery });
  client = new SQSClient(target.client);
});
afterAll(() => target.stop());

/** All numbers come; some twice, and not in the order in which they were sent. */
async function comeSomehow(url: string, numberOf: (letter: Letter) => number): Promise<void> {
  const pushing = setInterval(() => target.local.clock.advance(1000), 20);
  const inbox = new Inbox(client, url);
  const arrived = async () => (await inbox.all()).map(numberOf);
  await expect.poll(async () => new Set(await arrived()).size, { timeout: 60_000 }).toBe(numbers.length);
  await expect.poll(async () => (await arrived()).length, { timeout: 60_000 }).toBeGreaterThan(numbers.length);
  clearInterval(pushing);
  expect([...new Set(await arrived())]).not.toEqual(numbers);
}

const numbered = z.looseObject({ number: z.number() });
const event = z.looseObject({ detail: numbered });
const report = z.looseObject({ event: numbered });

behavioursOf('EventBridge').covers(
  'Delivers at least once and in no order; told to, it repeats, delays and reorders by a seed',
  here(documented('EventBridge user guide, Events: delivery at least once, without an order')),
  async () => {
    const bus = new Bus(target);
    for (const number of numbers) await bus.put(bus.entry('Whole', { number }, { Source: 'conformance.inputs' }));
    await comeSomehow(target.output('InputsUrl'), ({ body }) => event.parse(body).detail.number);
  },
);

behavioursOf('SQS').covers(
  'A standard queue delivers at least once and in no order; told to, it repeats, delays and reorders by a seed, and each copy has the same MessageId',
  here(documented('SQS developer guide, Amazon SQS at-least-once delivery; standard queues')),
  async () => {
    const QueueUrl = target.output('QueueUrl');
    for (const number of numbers)
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ number }) }));
    const ids = new Map<number, Set<string | undefined>>();
    await comeSomehow(QueueUrl, ({ body, message: { MessageId } }) => {
      const { number } = numbered.parse(body);
      ids.set(number, (ids.get(number) ?? new Set()).add(MessageId));
      return number;
    });
    expect([...ids.values()].every(({ size }) => size === 1)).toBe(true);
  },
);

behavioursOf('Lambda').covers(
  'An asynchronous invocation runs at least once; told to, it repeats, delays and reorders by a seed',
  here(documented('Lambda developer guide, How Lambda handles errors and retries with asynchronous invocation')),
  async () => {
    const lambda = new LambdaClient(target.client);
    for (const number of numbers) {
      const Payload = JSON.stringify({ number });
      const FunctionName = target.output('RetriedName');
      await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }));
    }
    await comeSomehow(target.output('RetriedReportsUrl'), ({ body }) => report.parse(body).event.number);
  },
);
