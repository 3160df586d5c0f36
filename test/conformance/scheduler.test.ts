import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import { lambda } from '../../infra/local/services/lambda/index.ts';
import { scheduler as service } from '../../infra/local/services/scheduler/index.ts';
import { functionResource } from '../../infra/local/services/lambda/testing.ts';
import { startFakeCloud, type FakeCloudOptions } from '../../infra/local/testing/fake-cloud.ts';
import { behavioursOf } from './behaviour.ts';
import { documented, here, seenByOthers } from './evidence.ts';
import { Inbox } from './sqs-inbox.ts';
import { openTarget, type Target } from './target.ts';

const scheduler = behavioursOf('Scheduler');
const types = documented('EventBridge Scheduler user guide, Schedule types');
const hour = 3_600_000;

let target: Target;
let reports: Inbox;
let missed: Inbox;
beforeAll(async () => {
  target = await openTarget();
  const client = new SQSClient(target.client);
  reports = new Inbox(client, target.output('ScheduledReportsUrl'));
  missed = new Inbox(client, target.output('MissedUrl'));
});
afterAll(() => target.stop());

scheduler.covers(
  'A schedule rate(value minutes | hours | days) invokes its function asynchronously with the given Input at once and then in every period; one that is DISABLED does not',
  here(types),
  async () => {
    expect((await reports.with('every hour')).map(({ body }) => body)).toMatchObject([
      { event: { schedule: 'every hour' } },
    ]);
    for (const count of [2, 3]) {
      target.local.clock.advance(hour);
      expect(await reports.with('every hour', count)).toHaveLength(count);
    }
    expect((await reports.all()).filter(({ message }) => message.Body?.includes('"off"'))).toEqual([]);
  },
);

scheduler.covers(
  'Without an Input the function gets an event: source aws.scheduler, detail-type Scheduled Event, the schedule’s ARN as its resource, detail "{}"',
  here(seenByOthers('events that functions of public repositories were sent')),
  async () => {
    const [letter] = await reports.with('aws.scheduler');
    expect(letter?.body).toMatchObject({
      event: {
        version: '0',
        source: 'aws.scheduler',
        'detail-type': 'Scheduled Event',
        account: expect.stringMatching(/^\d{12}$/) as string,
        region: target.output('Region'),
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
        resources: [target.output('WithoutInputArn')],
        detail: '{}',
      },
    });
  },
);

scheduler.covers(
  'A run that the role of the target may not start goes to the dead-letter queue without a retry: the input as the body, and ERROR_CODE, ERROR_MESSAGE, EXECUTION_ID, IS_PAYLOAD_TRUNCATED, RETRY_ATTEMPTS, SCHEDULED_TIME, SCHEDULE_ARN and TARGET_ARN as attributes',
  here(documented('EventBridge Scheduler user guide, Configuring a schedule’s dead-letter queue')),
  async () => {
    const [letter] = await missed.with('forbidden');
    const text: unknown = expect.stringMatching(/./);
    expect(letter?.body).toEqual({ schedule: 'forbidden' });
    expect(letter?.attributes).toEqual({
      ERROR_CODE: 'AccessDeniedException',
      ERROR_MESSAGE: expect.stringContaining('lambda:InvokeFunction') as string,
      EXECUTION_ID: text,
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: '0',
      SCHEDULED_TIME: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      SCHEDULE_ARN: target.output('ForbiddenScheduleArn'),
      TARGET_ARN: 'arn:aws:scheduler:::aws-sdk:lambda:invoke',
    });
  },
);

scheduler.covers(
  'A throttle or a server error is tried again after a pause; after MaximumRetryAttempts the run goes to the dead-letter queue with EXHAUSTED_RETRY_CONDITION MaximumRetryAttempts',
  here(documented('EventBridge Scheduler user guide, Configuring a schedule’s dead-letter queue')),
  async () => {
    const before = (await reports.with('every hour')).length;
    const throttled = (times: number) => {
      const effect = { error: { code: 'TooManyRequestsException', status: 429 } };
      target.local.cloud.faults.set([{ service: 'lambda', operation: 'Invoke', times, effect }]);
    };
    const meanwhile = async (run: () => Promise<unknown>) => {
      const pushing = setInterval(() => target.local.clock.advance(500), 20);
      await run().finally(() => clearInterval(pushing));
    };
    throttled(1);
    target.local.clock.advance(hour);
    await meanwhile(() => reports.with('every hour', before + 1));
    throttled(2);
    target.local.clock.advance(hour);
    await meanwhile(() => missed.with('every hour'));
    const [letter] = await missed.with('every hour');
    expect(letter?.attributes).toMatchObject({
      ERROR_CODE: 'TooManyRequestsException',
      RETRY_ATTEMPTS: '1',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    });
  },
);

scheduler.covers(
  'The time of the next run survives the end of the process: the next one does not start anew',
  here(types),
  async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'conformance-'));
    const first = await openTarget({ dataDir });
    const inbox = (on: Target) => new Inbox(new SQSClient(on.client), on.output('ScheduledReportsUrl'));
    await inbox(first).with('schedule', 2);
    // A run whose end is not noted is made again.
    await first.local.clock.pass(0);
    await first.stop();
    const second = await openTarget({ dataDir });
    second.local.clock.advance(hour);
    const [letter] = await inbox(second).with('every hour');
    expect(letter?.body).toMatchObject({ event: { schedule: 'every hour' } });
    expect(await inbox(second).all()).toEqual([]);
    await second.stop();
    await rm(dataDir, { recursive: true });
  },
);

const roleArn = 'arn:aws:iam::000000000000:role/scheduler';
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:f';

/** Boots with one schedule for a function that is never run. */
function boot(properties: object, input?: string, options: Partial<FakeCloudOptions> = {}) {
  const Schedule = {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      FlexibleTimeWindow: { Mode: 'OFF' },
      ScheduleExpression: 'rate(1 minute)',
      Target: { Arn: functionArn, RoleArn: roleArn, ...(input !== undefined && { Input: input }) },
      ...properties,
    },
  };
  const kinds = { ...lambda, start: () => Promise.resolve({ stop: () => Promise.resolve() }) };
  return startFakeCloud({ services: [kinds, service], resources: { f: functionResource(), Schedule }, ...options });
}

scheduler.covers(
  'The role of a target must be one that scheduler.amazonaws.com may assume for the schedule group (aws:SourceArn): else the boot stops, as CreateSchedule does',
  here(
    documented(
      'EventBridge Scheduler user guide, Cross-service confused deputy prevention; CloudFormation, AWS::Scheduler::Schedule',
    ),
  ),
  async () => {
    const asked: object[] = [];
    const allows: FakeCloudOptions['allows'] = (principal, permission) => {
      asked.push({ ...principal, ...permission });
      return permission.action !== 'sts:AssumeRole';
    };
    await expect(boot({}, undefined, { allows })).rejects.toMatchObject({ code: 'AccessDeniedException' });
    expect(asked).toContainEqual({
      kind: 'service',
      arn: 'scheduler.amazonaws.com',
      sourceArn: 'arn:aws:scheduler:us-east-1:000000000000:schedule-group/default',
      action: 'sts:AssumeRole',
      resource: roleArn,
    });
  },
);

scheduler.refuses('cron(…), at(…) and rates of other units, at boot, by name', here(types), async () => {
  for (const expression of ['cron(0 12 * * ? *)', 'at(2030-01-01T00:00:00)', 'rate(1 week)', 'rate(0 minutes)']) {
    await expect(boot({ ScheduleExpression: expression })).rejects.toThrow(`${expression} is not emulated`);
  }
});

scheduler.refuses(
  'Flexible time windows, start and end dates, groups, other targets than functions, functions of another stack, and context attributes in the Input, at boot, by name',
  here(documented('EventBridge Scheduler API reference, CreateSchedule')),
  async () => {
    const refused: [object, string][] = [
      [{ FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } }, 'FlexibleTimeWindow'],
      [{ StartDate: '2030-01-01T00:00:00Z' }, 'StartDate is not emulated'],
      [{ EndDate: '2030-01-01T00:00:00Z' }, 'EndDate is not emulated'],
      [{ GroupName: 'mine' }, 'schedule groups are not emulated'],
      [{ Target: { Arn: 'arn:aws:sqs:us-east-1:000000000000:q', RoleArn: roleArn } }, 'only functions are targets'],
      [{ Target: { Arn: `${functionArn}2`, RoleArn: roleArn } }, 'is not in the stack'],
    ];
    for (const [properties, words] of refused) await expect(boot(properties)).rejects.toThrow(words);
    await expect(boot({}, '{"at":"<aws.scheduler.scheduled-time>"}')).rejects.toThrow('context attributes');
    await expect(boot({}, 'no JSON')).rejects.toThrow('a function takes JSON');
  },
);
