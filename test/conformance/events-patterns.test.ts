import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { Bus, unique } from './events-bus.ts';
import { documented } from './evidence.ts';
import { Inbox } from './sqs-inbox.ts';
import { patterns } from './stack/messaging/patterns.ts';
import { openTarget, type Target } from './target.ts';

const events = behavioursOf('EventBridge');
const source = documented('EventBridge user guide, Comparison operators for use in event patterns');

let target: Target;
let bus: Bus;
let inbox: Inbox;
beforeAll(async () => {
  target = await openTarget();
  bus = new Bus(target);
  inbox = new Inbox(new SQSClient(target.client), target.output('MatchedUrl'));
});
afterAll(() => target.stop());

for (const [detailType, { statement, matched, others }] of Object.entries(patterns)) {
  events.covers(statement, source, async () => {
    const run = unique();
    const entry = (detail: object) => bus.entry(detailType, { ...detail, run });
    await bus.put(...others.map(entry));
    await bus.put(...matched.map(entry));
    const came = await inbox.with(run, matched.length);
    expect(came.map(({ body }) => body)).toEqual(expect.arrayContaining(matched.map((detail) => ({ ...detail, run }))));
    expect(came).toHaveLength(matched.length);
  });
}
