import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startFakeCloud, type FakeCloud, type FakeCloudOptions } from '../../testing/fake-cloud.ts';
import { AwsError, type BusEvent, type Principal, type QueueMessage } from '../service.ts';
import { sqs } from '../sqs/index.ts';
import { events } from './index.ts';

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const apiArn = 'arn:aws:appsync:us-east-1:000000000000:endpoints/graphql-api/abc';
const roleArn = 'arn:aws:iam::000000000000:role/publisher';
const operation = 'mutation Publish($analysis: AnalysisInput!) { publishAnalysis(analysis: $analysis) { id } }';
const ruleArn = 'arn:aws:events:us-east-1:000000000000:rule/changes/Publish';

const rule = (Properties: Record<string, unknown>) => ({ Type: 'AWS::Events::Rule', Properties });

const resources: NonNullable<FakeCloudOptions['resources']> = {
  Jobs: { Type: 'AWS::SQS::Queue' },
  Lost: { Type: 'AWS::SQS::Queue' },
  Changes: { Type: 'AWS::Events::EventBus', Properties: { Name: 'changes' } },
  Uploaded: rule({
    EventPattern: { source: ['aws.s3'], detail: { bucket: { name: ['uploads'] } } },
    Targets: [{ Id: 'T0', Arn: arn('Jobs'), DeadLetterConfig: { Arn: arn('Lost') } }],
  }),
  Publish: rule({
    EventBusName: 'arn:aws:events:us-east-1:000000000000:event-bus/changes',
    EventPattern: { 'detail-type': ['AnalysisChanged'] },
    Targets: [
      {
        Id: 'T0',
        Arn: apiArn,
        RoleArn: roleArn,
        AppSyncParameters: { GraphQLOperation: operation },
        InputTransformer: { InputPathsMap: { detail: '$.detail' }, InputTemplate: '{"analysis":<detail>}' },
        DeadLetterConfig: { Arn: arn('Lost') },
        RetryPolicy: { MaximumRetryAttempts: 2 },
      },
    ],
  }),
};

interface Call {
  principal: Principal;
  query: string;
  variables: unknown;
}

/** An API that answers as it is told, in turn, and then with success. */
function api(...answers: ({ status: number; body: unknown } | Error)[]) {
  const calls: Call[] = [];
  const execute = (target: string, principal: Principal, query: string, variables: Record<string, unknown>) => {
    expect(target).toBe(apiArn);
    calls.push({ principal, query, variables });
    const answer = answers.shift() ?? { status: 200, body: { data: {} } };
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { calls, appsync: { execute } };
}

let local: FakeCloud;
afterEach(() => local.stop());

async function start(options: Partial<FakeCloudOptions> = {}): Promise<void> {
  local = await startFakeCloud({ services: [sqs, events], resources, fakes: { appsync: api().appsync }, ...options });
}

const put = (...Entries: PutEventsRequestEntry[]) =>
  new EventBridgeClient(local.client).send(new PutEventsCommand({ Entries }));

const changed = (Detail: string, more: PutEventsRequestEntry = {}): PutEventsRequestEntry => ({
  EventBusName: 'changes',
  Source: 'app',
  DetailType: 'AnalysisChanged',
  Detail,
  ...more,
});

const uploaded = (key: string, bucket = 'uploads'): BusEvent => ({
  version: '0',
  id: `event-${key}`,
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '000000000000',
  time: '2026-01-02T03:04:05Z',
  region: 'us-east-1',
  resources: [`arn:aws:s3:::${bucket}`],
  detail: { bucket: { name: bucket }, object: { key } },
});

const receive = (queue: string, max = 1): Promise<QueueMessage[]> =>
  local.cloud.services.sqs.receiveMessages(arn(queue), max, AbortSignal.timeout(20_000));

async function pending(): Promise<number> {
  let count = 0;
  for await (const [key] of local.cloud.store.entries('events/delivery/')) count += key === '' ? 0 : 1;
  return count;
}

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 5 });
const untilDelivered = () => until(async () => expect(await pending()).toBe(0));

describe('to a queue', () => {
  test('a matching event arrives whole, and others do not', async () => {
    await start();
    await local.cloud.services.events.putEvents('default', [uploaded('b', 'other'), uploaded('a')]);
    const [message] = await receive('Jobs', 10);
    expect(JSON.parse(message?.body ?? '')).toEqual(uploaded('a'));
    await untilDelivered();
    expect(local.asked.map(({ principal, permission }) => [principal, permission])).toEqual([
      [
        {
          kind: 'service',
          arn: 'events.amazonaws.com',
          sourceArn: 'arn:aws:events:us-east-1:000000000000:rule/Uploaded',
        },
        { action: 'sqs:SendMessage', resource: arn('Jobs') },
      ],
    ]);
  });

  test('what the queue policy forbids goes to the dead-letter queue, untried again', async () => {
    await start({ allows: (_, { resource }) => resource !== arn('Jobs') });
    await local.cloud.services.events.putEvents('default', [uploaded('a')]);
    const [dead] = await receive('Lost');
    expect(JSON.parse(dead?.body ?? '')).toEqual(uploaded('a'));
    expect(dead?.messageAttributes).toMatchObject({
      ERROR_CODE: { stringValue: 'NO_PERMISSIONS', dataType: 'String' },
      RETRY_ATTEMPTS: { stringValue: '0' },
      TARGET_ARN: { stringValue: arn('Jobs') },
    });
    expect(dead?.messageAttributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
    await untilDelivered();
  });

  test('what no queue may take is given up, aloud', async () => {
    await start({ allows: () => false });
    await local.cloud.services.events.putEvents('default', [uploaded('a')]);
    await untilDelivered();
    expect(local.logged.map(({ message }) => message)).toContain('The dead-letter queue did not take an event');
  });

  test('an event is accepted with the change that it belongs to, or not at all', async () => {
    await start();
    const { operations } = local.cloud.services.events.prepare('default', [uploaded('a'), uploaded('b', 'other')]);
    expect(operations).toHaveLength(1);
    expect(await pending()).toBe(0);
    await local.cloud.store.batch(operations);
    await local.stop();
    await start({ dataDir: local.dataDir });
    expect(await receive('Jobs')).toHaveLength(1);
  });
});

describe('to AppSync', () => {
  test('the operation runs as the role of the target, with the variables of the template', async () => {
    const { calls, appsync } = api();
    await start({ fakes: { appsync } });
    await put(changed('{"id":"1","labels":[]}'));
    await untilDelivered();
    const principal = { kind: 'role', arn: roleArn };
    expect(calls).toEqual([{ principal, query: operation, variables: { analysis: { id: '1', labels: [] } } }]);
  });

  test.each([
    ['a server error', { status: 500, body: {} }],
    ['a throttle', { status: 429, body: {} }],
    ['a lost connection', new Error('ECONNRESET')],
    ['a throttle of the service', new AwsError('ThrottlingException', 'Slow down', 429)],
  ])('%s is tried again later', async (_, answer) => {
    const { calls, appsync } = api(answer);
    await start({ fakes: { appsync } });
    await put(changed('{}'));
    await until(() => expect(local.logged).toHaveLength(1));
    expect(await pending()).toBe(1);
    await until(() => {
      local.clock.advance(1500);
      expect(calls).toHaveLength(2);
    });
    await untilDelivered();
  });

  test('after the last retry the event is in the dead-letter queue, with what happened', async () => {
    const failure = { status: 503, body: { errors: [{ message: 'busy' }] } };
    const { calls, appsync } = api(failure, failure, failure);
    await start({ fakes: { appsync } });
    const { Entries } = await put(changed('{"id":"1"}'));
    await until(async () => {
      local.clock.advance(10_000);
      expect(await pending()).toBe(0);
    });
    expect(calls).toHaveLength(3);
    const [dead] = await receive('Lost');
    expect(JSON.parse(dead?.body ?? '')).toMatchObject({ id: Entries?.[0]?.EventId, detail: { id: '1' } });
    const attributes = Object.entries(dead?.messageAttributes ?? {}).map(([name, { stringValue }]) => [
      name,
      stringValue,
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      RULE_ARN: ruleArn,
      TARGET_ARN: apiArn,
      ERROR_CODE: 'ERROR_FROM_TARGET',
      ERROR_MESSAGE: '[{"message":"busy"}]',
      RETRY_ATTEMPTS: '2',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    });
  });

  test.each([
    ['a refusal', { status: 401, body: { errors: [{ errorType: 'UnauthorizedException' }] } }, 'NO_PERMISSIONS'],
    ['an answer with errors', { status: 200, body: { data: null, errors: [{ message: 'x' }] } }, 'ERROR_FROM_TARGET'],
    ['a bad request', { status: 400, body: {} }, 'ERROR_FROM_TARGET'],
  ])('%s is not tried again', async (_, answer, code) => {
    const { calls, appsync } = api(answer);
    await start({ fakes: { appsync } });
    await put(changed('{}'));
    const [dead] = await receive('Lost');
    expect(dead?.messageAttributes['ERROR_CODE']?.stringValue).toBe(code);
    await untilDelivered();
    expect(calls).toHaveLength(1);
    expect(local.logged).toMatchObject([{ level: 'error', message: 'An event was given up', failure: { code } }]);
  });

  test('a retry that was due after the process ended is made by the next one', async () => {
    const first = api({ status: 500, body: {} });
    await start({ fakes: { appsync: first.appsync } });
    await put(changed('{"id":"1"}'));
    await until(() => expect(local.logged).toHaveLength(1));
    await local.stop();
    const second = api();
    await start({ fakes: { appsync: second.appsync }, dataDir: local.dataDir });
    await until(() => {
      local.clock.advance(1500);
      expect(second.calls).toHaveLength(1);
    });
    expect(second.calls[0]?.variables).toEqual({ analysis: { id: '1' } });
  });

  test('an event that is too old is given up for its age', async () => {
    const { appsync } = api({ status: 500, body: {} }, { status: 500, body: {} });
    await start({ fakes: { appsync } });
    await put(changed('{}'));
    await until(() => expect(local.logged).toHaveLength(1));
    local.clock.advance(86_400_000);
    const [dead] = await receive('Lost');
    expect(dead?.messageAttributes['EXHAUSTED_RETRY_CONDITION']?.stringValue).toBe('MaximumEventAgeInSeconds');
  });
});

describe('at least once', () => {
  test('told to be unreliable, it repeats and reorders, and loses nothing', async () => {
    await start({ delivery: { duplicates: 0.5, maxDelayMs: 60_000, seed: 7 } });
    const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
    for (const key of keys) await local.cloud.services.events.putEvents('default', [uploaded(key)]);
    await until(async () => {
      local.clock.advance(1000);
      expect(await pending()).toBe(0);
    });
    local.clock.advance(60_000); // the queue is late as well
    const messages = await receive('Jobs', 200);
    const arrived = messages.map(({ body }) => (JSON.parse(body) as BusEvent).id.replace('event-', ''));
    expect(new Set(arrived)).toEqual(new Set(keys));
    expect(arrived.length).toBeGreaterThan(keys.length);
    expect([...new Set(arrived)]).not.toEqual(keys);
  });
});
