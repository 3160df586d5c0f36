import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { Bus, unique } from './events-bus.ts';
import { assumed, documented, here } from './evidence.ts';
import { Inbox } from './sqs-inbox.ts';
import { targetName } from './target-name.ts';
import { openTarget, type Target } from './target.ts';

const events = behavioursOf('EventBridge');
const retries = documented('EventBridge user guide, How EventBridge retries delivering events');
const deadLetters = documented('EventBridge user guide, Using dead-letter queues to process undelivered events');

let target: Target;
let bus: Bus;
let inbox: (output: string) => Inbox;
beforeAll(async () => {
  target = await openTarget();
  bus = new Bus(target);
  const client = new SQSClient(target.client);
  const inboxes = new Map<string, Inbox>();
  inbox = (output) => {
    const known = inboxes.get(output) ?? new Inbox(client, target.output(output));
    inboxes.set(output, known);
    return known;
  };
  // The faults are meant for events, not for what schedules do when they start.
  if (targetName === 'local')
    await Promise.all([inbox('ScheduledReportsUrl').with('schedule', 2), inbox('MissedUrl').with('schedule')]);
});
afterAll(() => target.stop());

/** When EventBridge tried to send to the target of the rule `Retried`, in milliseconds. */
const attempts = () =>
  target.local.cloud
    .calls()
    .filter(
      ({ principal, resource }) => principal === 'events.amazonaws.com' && resource === target.output('DeliveredArn'),
    )
    .map(({ time }) => time);

/** Pushes the clock while something goes on. */
async function meanwhile<Result>(stepMs: number, run: () => Promise<Result>): Promise<Result> {
  const pushing = setInterval(() => target.local.clock.advance(stepMs), 20);
  try {
    return await run();
  } finally {
    clearInterval(pushing);
  }
}

/** The queues fail `times` times. */
const failing = (times: number, status = 429) =>
  target.local.cloud.faults.set([
    { service: 'sqs', operation: 'SendMessage', times, effect: { error: { code: 'ThrottlingException', status } } },
  ]);

events.covers(
  'An object that is put into a bucket with EventBridge switched on makes an Object Created event of the documented form on the default bus; requester, sequencer and request-id are set, version-id is not',
  documented('Amazon S3 user guide, EventBridge event message structure'),
  async () => {
    const Key = `announced/${unique()}`;
    const Bucket = target.output('BucketName');
    const { ETag } = await new S3Client(target.client).send(new PutObjectCommand({ Bucket, Key, Body: 'photo' }));
    const [letter] = await inbox('UploadedUrl').with(Key);
    const text: unknown = expect.stringMatching(/./);
    expect(letter?.body).toEqual({
      version: '0',
      id: text,
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account: expect.stringMatching(/^\d{12}$/) as string,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      region: target.output('Region'),
      resources: [`arn:aws:s3:::${Bucket}`],
      detail: {
        version: '0',
        bucket: { name: Bucket },
        object: {
          key: Key,
          size: 5,
          etag: ETag?.replaceAll('"', ''),
          sequencer: expect.stringMatching(/^[0-9A-F]+$/) as string,
        },
        'request-id': text,
        requester: text,
        'source-ip-address': text,
        reason: 'PutObject',
      },
    });
  },
);

events.covers(
  'A queue whose policy does not let EventBridge send gets nothing: without a retry the event goes to the dead-letter queue, unchanged, with RULE_ARN, TARGET_ARN, ERROR_CODE NO_PERMISSIONS, ERROR_MESSAGE and RETRY_ATTEMPTS 0, and no EXHAUSTED_RETRY_CONDITION',
  deadLetters,
  async () => {
    const run = unique();
    const { Entries = [] } = await bus.put(bus.entry('Forbidden', { run }));
    const [letter] = await inbox('UndeliveredUrl').with(run);
    expect(letter?.body).toMatchObject({ id: Entries[0]?.EventId, 'detail-type': 'Forbidden', detail: { run } });
    expect(letter?.attributes).toEqual({
      RULE_ARN: target.output('ForbiddenRuleArn'),
      TARGET_ARN: target.output('ForbiddenArn'),
      ERROR_CODE: 'NO_PERMISSIONS',
      ERROR_MESSAGE: expect.stringMatching(/./) as string,
      RETRY_ATTEMPTS: '0',
    });
  },
);

events.covers(
  'A throttle or a server error of a target is tried again, after pauses that grow and vary, until the event is taken',
  here(retries),
  async () => {
    const run = unique();
    failing(2, 500);
    await bus.put(bus.entry('Retried', { run }));
    expect(await meanwhile(50, () => inbox('DeliveredUrl').with(run))).toHaveLength(1);
    const [first = 0, second = 0, third = 0] = attempts();
    expect(second - first).toBeGreaterThan(500);
    expect(third - second).toBeGreaterThan(second - first);
  },
);

events.covers(
  'After MaximumRetryAttempts of the RetryPolicy the event goes to the dead-letter queue with EXHAUSTED_RETRY_CONDITION MaximumRetryAttempts, RETRY_ATTEMPTS and the ERROR_CODE of the last failure',
  here(deadLetters),
  async () => {
    const run = unique();
    failing(3);
    await bus.put(bus.entry('Retried', { run }));
    const [letter] = await meanwhile(500, () => inbox('UndeliveredUrl').with(run));
    expect(letter?.attributes).toMatchObject({
      RULE_ARN: target.output('RetriedRuleArn'),
      ERROR_CODE: 'THROTTLING',
      RETRY_ATTEMPTS: '2',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    });
  },
);

events.covers(
  'An event that is older than MaximumEventAgeInSeconds when an attempt fails goes to the dead-letter queue with EXHAUSTED_RETRY_CONDITION MaximumEventAgeInSeconds',
  here(deadLetters),
  async () => {
    const run = unique();
    const before = attempts().length;
    failing(2);
    await bus.put(bus.entry('Retried', { run }));
    await expect.poll(() => attempts().length).toBe(before + 1);
    target.local.clock.advance(600_000);
    const [letter] = await inbox('UndeliveredUrl').with(run);
    expect(letter?.attributes).toMatchObject({
      RETRY_ATTEMPTS: '1',
      EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds',
    });
  },
);

events.covers(
  'A target queue that no longer exists gets no retry: ERROR_CODE NO_RESOURCE',
  here(assumed('the guide lists the code and that there is no retry, not which error has which code')),
  async () => {
    const run = unique();
    target.local.cloud.faults.set([
      {
        service: 'sqs',
        operation: 'SendMessage',
        times: 1,
        effect: { error: { code: 'QueueDoesNotExist', status: 400 } },
      },
    ]);
    await bus.put(bus.entry('Retried', { run }));
    const [letter] = await inbox('UndeliveredUrl').with(run);
    expect(letter?.attributes).toMatchObject({ ERROR_CODE: 'NO_RESOURCE', RETRY_ATTEMPTS: '0' });
  },
);
