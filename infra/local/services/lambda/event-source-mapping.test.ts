import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FakeCloudOptions } from '../../testing/fake-cloud.ts';
import { lambdaBench } from './testing.ts';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:photos';

describe('an event source mapping', () => {
  const { code, boot } = lambdaBench();

  const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'photos', VisibilityTimeout: 30 } };
  const mapping = (properties: Record<string, unknown> = {}) => ({
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: queueArn,
      FunctionName: 'f',
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
      ...properties,
    },
  });
  /** Prints each record; then does what the body says, the first time the message comes. */
  const consumer = `
    exports.handler = async ({ Records }) => {
      const failures = [];
      for (const record of Records) {
        console.log(JSON.stringify(record));
        const first = record.attributes.ApproximateReceiveCount === '1';
        if (first && record.body === 'throw') throw new Error('no');
        if (first && record.body === 'malformed') return { batchItemFailures: [{ itemIdentifier: 'unknown' }] };
        if (first && record.body === 'partial') failures.push({ itemIdentifier: record.messageId });
      }
      return { batchItemFailures: failures };
    };`;

  const bootQueue = async (properties: Record<string, unknown> = {}, options: Partial<FakeCloudOptions> = {}) => {
    await code(consumer);
    const { cloud, clock, logged } = await boot({}, { resources: { queue, mapping: mapping(properties) }, ...options });
    const records = () =>
      logged
        .filter(({ message }) => message.startsWith('{"messageId"'))
        .map(({ message }) => JSON.parse(message) as Record<string, unknown>);
    const send = (body: string) => cloud.services.sqs.sendMessage(queueArn, body);
    const left = async () => {
      clock.advance(31_000);
      const signal = AbortSignal.timeout(200);
      return (await cloud.services.sqs.receiveMessages(queueArn, 10, signal)).length;
    };
    return { records, send, clock, left, logged };
  };

  it('hands over what SQS gave, and deletes what is done', async () => {
    const { records, send, left } = await bootQueue();
    await send('photo');
    await expect.poll(records).toHaveLength(1);
    expect(records()[0]).toMatchObject({
      body: 'photo',
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: 'us-east-1',
      md5OfBody: createHash('md5').update('photo').digest('hex'),
      messageAttributes: {},
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.any(String) as string,
        SenderId: expect.any(String) as string,
        ApproximateFirstReceiveTimestamp: expect.any(String) as string,
      },
    });
    expect(await left()).toBe(0);
  });

  it.each(['throw', 'partial', 'malformed'])('lets a message come again after: %s', async (body) => {
    const { records, send, clock } = await bootQueue();
    await send(body);
    await expect.poll(records).toHaveLength(1);
    await expect.poll(() => (clock.advance(31_000), records().length), { interval: 100 }).toBe(2);
    expect(records()[1]).toMatchObject({ body, attributes: { ApproximateReceiveCount: '2' } });
  });

  it('gathers a batch, until it is full or its window closes', async () => {
    const { records, logged, send, clock } = await bootQueue({ BatchSize: 3, MaximumBatchingWindowInSeconds: 60 });
    for (const body of ['a', 'b', 'c']) await send(body);
    await expect.poll(records).toHaveLength(3);
    const requests = logged.flatMap(({ requestId }) => (typeof requestId === 'string' ? [requestId] : []));
    expect(new Set(requests).size).toBe(1);
    await send('d');
    await expect.poll(() => (clock.advance(60_000), records().length), { interval: 100 }).toBe(4);
  });

  it('needs a role that may poll', async () => {
    const allows: FakeCloudOptions['allows'] = (_principal, { action }) => action !== 'sqs:DeleteMessage';
    await expect(bootQueue({}, { allows })).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['filters', { FilterCriteria: { Filters: [] } }, 'FilterCriteria is not emulated'],
    ['a stream', { EventSourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/1' }, 'only queues'],
    [
      'a function that is not there',
      { FunctionName: 'ghost' },
      'Function not found: arn:aws:lambda:us-east-1:000000000000:function:ghost',
    ],
  ])('stops the boot at %s', async (_name, properties, words) => {
    await expect(bootQueue(properties)).rejects.toThrow(words);
  });
});
