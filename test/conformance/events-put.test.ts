import { ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { Bus, unique } from './events-bus.ts';
import { documented, here, seenByOthers } from './evidence.ts';
import { Inbox } from './sqs-inbox.ts';
import { openTarget, type Target } from './target.ts';

const events = behavioursOf('EventBridge');

let target: Target;
let bus: Bus;
let inbox: Inbox;
beforeAll(async () => {
  target = await openTarget();
  bus = new Bus(target);
  inbox = new Inbox(new SQSClient(target.client), target.output('InputsUrl'));
});
afterAll(() => target.stop());

const whole = (detail: object, more = {}) => bus.entry('Whole', detail, { Source: 'conformance.inputs', ...more });

events.covers(
  'An event has version 0, an id, account, region and the time of the call in whole seconds; what the entry says is kept',
  documented('EventBridge user guide, Events in Amazon EventBridge'),
  async () => {
    const run = unique();
    const { Entries = [] } = await bus.put(
      whole({ run, named: 1 }, { Time: new Date('2026-01-02T03:04:05Z'), Resources: ['arn:aws:s3:::a', 'b'] }),
      whole({ run, named: 2 }),
    );
    const came = (await inbox.with(run, 2)).map(({ body }) => body);
    const common = {
      version: '0',
      source: 'conformance.inputs',
      'detail-type': 'Whole',
      account: expect.stringMatching(/^\d{12}$/) as string,
      region: target.output('Region'),
    };
    expect(came).toContainEqual({
      ...common,
      id: Entries[0]?.EventId,
      time: '2026-01-02T03:04:05Z',
      resources: ['arn:aws:s3:::a', 'b'],
      detail: { run, named: 1 },
    });
    expect(came).toContainEqual({
      ...common,
      id: Entries[1]?.EventId,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      resources: [],
      detail: { run, named: 2 },
    });
  },
);

events.covers(
  'PutEvents answers every entry in its place: an EventId, or ErrorCode MalformedDetail, InvalidArgument (Source, DetailType or Detail missing) or NotAuthorizedForSourceException (source aws.*), counted in FailedEntryCount; the others are delivered',
  documented('EventBridge user guide, Sending events with PutEvents; API reference, PutEventsResultEntry'),
  async () => {
    const run = unique();
    const { FailedEntryCount, Entries = [] } = await bus.put(
      whole({ run }),
      whole({}, { Detail: '{"not json' }),
      whole({}, { Detail: '[1]' }),
      whole({}, { Detail: undefined }),
      whole({}, { DetailType: undefined }),
      whole({}, { Source: undefined }),
      whole({}, { Source: 'aws.s3' }),
      whole({ run }),
    );
    expect(FailedEntryCount).toBe(6);
    expect(Entries.map(({ ErrorCode = 'accepted' }) => ErrorCode)).toEqual([
      'accepted',
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      'InvalidArgument',
      'InvalidArgument',
      'NotAuthorizedForSourceException',
      'accepted',
    ]);
    expect(await inbox.with(run, 2)).toHaveLength(2);
  },
);

events.covers(
  'A request of no entries or more than 10 is refused as a whole with ValidationException (400)',
  documented(
    'EventBridge API reference, PutEvents: Array Members: Minimum number of 1 item. Maximum number of 10 items',
  ),
  async () => {
    const refused = { name: 'ValidationException', $metadata: { httpStatusCode: 400 } };
    await expect(bus.put()).rejects.toMatchObject(refused);
    await expect(bus.put(...Array.from({ length: 11 }, () => whole({})))).rejects.toMatchObject(refused);
  },
);

events.covers(
  'Entries of more than 1 MB together are refused as a whole with ValidationException: Total size of the entries in the request is over the limit.',
  seenByOthers(
    'awslabs/aws-service-catalog-puppet#563 (the words); EventBridge user guide, PutEvents event entry size (1 MB)',
  ),
  async () => {
    const filled = (size: number) => whole({ fill: 'x'.repeat(size) }, { DetailType: 'nobody listens' });
    expect((await bus.put(filled(500_000), filled(450_000))).FailedEntryCount).toBe(0);
    await expect(bus.put(filled(600_000), filled(600_000))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    });
  },
);

events.covers(
  'An event for a bus that does not exist is accepted with 200 and an EventId, and lost',
  documented('EventBridge user guide, Sending events with PutEvents (Note)'),
  async () => {
    const run = unique();
    const lost = await bus.put(whole({ run }, { EventBusName: 'nowhere' }));
    expect(lost.FailedEntryCount).toBe(0);
    expect(lost.Entries?.[0]?.EventId).toBeTypeOf('string');
    await bus.put(whole({ run }));
    expect(await inbox.with(run)).toHaveLength(1);
  },
);

events.covers(
  'A bus may be named by its name or by its ARN; without one an event goes to the default bus',
  documented('EventBridge API reference, PutEventsRequestEntry'),
  async () => {
    const run = unique();
    const [account, region] = [target.output('QueueArn').split(':')[4], target.output('Region')];
    const arn = `arn:aws:events:${region}:${account}:event-bus/${target.output('EventBusName')}`;
    await bus.put(whole({ run }, { EventBusName: arn }), whole({ run }, { EventBusName: undefined }));
    expect(await inbox.with(run)).toHaveLength(1);
  },
);

events.refuses(
  'Every operation but PutEvents, with UnknownOperationException and its name',
  here(documented('AWS JSON protocol: the answer to an operation that a service does not have')),
  async () => {
    await expect(bus.client.send(new ListRulesCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('ListRules') as string,
    });
    const traced = new PutEventsCommand({ Entries: [whole({}, { TraceHeader: 'Root=1' })] });
    await expect(bus.client.send(traced)).rejects.toThrow('TraceHeader');
  },
);
