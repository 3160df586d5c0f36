import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { Bus, unique } from './events-bus.ts';
import { subscribe, type Subscription } from './events-subscriber.ts';
import { assumed, documented } from './evidence.ts';
import { Inbox } from './sqs-inbox.ts';
import { openTarget, type Target } from './target.ts';

const events = behavioursOf('EventBridge');
const appsync = documented('EventBridge user guide, AWS AppSync targets for rules');

let target: Target;
let bus: Bus;
let undelivered: Inbox;
let saved: Subscription;
beforeAll(async () => {
  target = await openTarget();
  bus = new Bus(target);
  undelivered = new Inbox(new SQSClient(target.client), target.output('UndeliveredUrl'));
  const { accessToken } = await target.tokens('event-watcher');
  saved = await subscribe(target, accessToken, 'subscription { onSave { id name size } }');
});
afterAll(async () => {
  saved.close();
  await target.stop();
});

events.covers(
  'An AppSync target runs the rule’s mutation with the input as its variables, as the role of the target; subscribers of the mutation hear of it',
  appsync,
  async () => {
    const id = unique();
    await bus.put(bus.entry('Published', { id, name: 'a "photo"', size: 3 }));
    await expect.poll(() => saved.received).toContainEqual({ onSave: { id, name: 'a "photo"', size: 3 } });
  },
);

events.covers(
  'An AppSync target whose role may not run the mutation is not tried again: the event goes to the dead-letter queue with ERROR_CODE NO_PERMISSIONS',
  documented('EventBridge user guide, Using dead-letter queues to process undelivered events'),
  async () => {
    const id = unique();
    await bus.put(bus.entry('Unauthorized', { id }));
    const [letter] = await undelivered.with(id);
    expect(letter?.body).toMatchObject({ 'detail-type': 'Unauthorized', detail: { id } });
    expect(letter?.attributes).toMatchObject({ ERROR_CODE: 'NO_PERMISSIONS', RETRY_ATTEMPTS: '0' });
  },
);

events.covers(
  'An answer of AppSync with status 200 and errors is a failure that no retry mends: the event goes to the dead-letter queue with ERROR_CODE ERROR_FROM_TARGET and the errors as ERROR_MESSAGE',
  assumed('nothing says whether EventBridge reads the body of a 200'),
  async () => {
    const id = unique();
    await bus.put(bus.entry('Failing', { id }));
    const [letter] = await undelivered.with(id);
    expect(letter?.attributes).toMatchObject({ ERROR_CODE: 'ERROR_FROM_TARGET', RETRY_ATTEMPTS: '0' });
    expect(letter?.attributes['ERROR_MESSAGE']).toContain('Nothing was saved.');
  },
);

events.covers(
  'Variables that the mutation does not take are such an answer, too',
  assumed('nothing says whether EventBridge reads the body of a 200'),
  async () => {
    const run = unique();
    await bus.put(bus.entry('Published', { run }));
    const [letter] = await undelivered.with(run);
    expect(letter?.attributes).toMatchObject({ ERROR_CODE: 'ERROR_FROM_TARGET' });
  },
);
