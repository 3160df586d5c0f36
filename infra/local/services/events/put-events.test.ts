import {
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeCloud, type FakeCloud } from '../../testing/fake-cloud.ts';
import { sqs } from '../sqs/index.ts';
import { events } from './index.ts';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:Jobs';

const resources = {
  Jobs: { Type: 'AWS::SQS::Queue' },
  Changes: { Type: 'AWS::Events::EventBus', Properties: { Name: 'changes' } },
  Kept: {
    Type: 'AWS::Events::Rule',
    Properties: { EventPattern: { source: ['app'] }, Targets: [{ Id: 'Q', Arn: queueArn }] },
  },
};

let local: FakeCloud;
beforeEach(async () => {
  local = await startFakeCloud({ services: [sqs, events], resources });
});
afterEach(() => local.stop());

const put = (...Entries: PutEventsRequestEntry[]) =>
  new EventBridgeClient(local.client).send(new PutEventsCommand({ Entries }));

const changed = (Detail: string, more: PutEventsRequestEntry = {}): PutEventsRequestEntry => ({
  EventBusName: 'changes',
  Source: 'app',
  DetailType: 'AnalysisChanged',
  Detail,
  ...more,
});

describe('PutEvents', () => {
  test('answers each entry: accepted, or why not', async () => {
    const result = await put(
      changed('{}'),
      changed('[]'),
      changed('{'),
      changed('{}', { Source: 'aws.s3' }),
      { Source: 'app', DetailType: 'x' },
      { Detail: '{}', DetailType: 'x' },
    );
    expect(result.FailedEntryCount).toBe(5);
    expect(result.Entries?.map(({ ErrorCode, EventId }) => ErrorCode ?? typeof EventId)).toEqual([
      'string',
      'MalformedDetail',
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      'InvalidArgument',
      'InvalidArgument',
    ]);
  });

  test('keeps the time and the resources that the entry gives', async () => {
    await put({ Source: 'app', DetailType: 'x', Detail: '{"a":1}', Time: new Date(1e12), Resources: ['arn:x'] });
    const { signal } = new AbortController();
    const [message] = await local.cloud.services.sqs.receiveMessages(queueArn, 1, signal);
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      source: 'app',
      'detail-type': 'x',
      time: '2001-09-09T01:46:40Z',
      resources: ['arn:x'],
      detail: { a: 1 },
    });
  });

  test('refuses too many, none, and too much', async () => {
    const eleven = Array.from({ length: 11 }, () => changed('{}'));
    await expect(put(...eleven)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(put()).rejects.toMatchObject({ name: 'ValidationException' });
    const large = changed(JSON.stringify({ a: 'x'.repeat(1_048_576) }));
    await expect(put(large)).rejects.toThrow('Total size of the entries in the request is over the limit.');
  });

  test('asks for the permission on each bus; a bus that is not there loses the event, aloud', async () => {
    const { FailedEntryCount } = await put(changed('{}'), changed('{}', { EventBusName: 'nowhere' }));
    expect(FailedEntryCount).toBe(0);
    const bus = (name: string) => `arn:aws:events:us-east-1:000000000000:event-bus/${name}`;
    const asked = local.asked.flatMap(({ permission }) =>
      permission.action === 'events:PutEvents' ? permission.resource : [],
    );
    expect(asked).toEqual([bus('changes'), bus('nowhere')]);
    expect(local.logged.map(({ message }) => message)).toEqual([expect.stringContaining('nowhere')]);
  });

  test('other operations are refused by name', async () => {
    const list = new EventBridgeClient(local.client).send(new ListRulesCommand({}));
    await expect(list).rejects.toThrow('ListRules');
  });
});
