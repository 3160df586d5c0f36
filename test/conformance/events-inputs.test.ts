import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { Bus, unique } from './events-bus.ts';
import { assumed, documented } from './evidence.ts';
import { Inbox } from './sqs-inbox.ts';
import type { inputs } from './stack/messaging/inputs.ts';
import { openTarget, type Target } from './target.ts';

const events = behavioursOf('EventBridge');
const transformation = documented('EventBridge user guide, Amazon EventBridge input transformation');

let target: Target;
let bus: Bus;
let inbox: Inbox;
beforeAll(async () => {
  target = await openTarget();
  bus = new Bus(target);
  inbox = new Inbox(new SQSClient(target.client), target.output('InputsUrl'));
});
afterAll(() => target.stop());

/** What the target gets of an event, found by `text`, which is to be in it. */
async function arrives(kind: keyof typeof inputs, detail: object, text: string): Promise<string | undefined> {
  await bus.put(bus.entry(kind, detail, { Source: 'conformance.inputs' }));
  const [letter] = await inbox.with(text);
  return letter?.message.Body;
}

const parsed = (text = ''): unknown => JSON.parse(text);

events.covers(
  'A target with Input gets that text, whatever the event is',
  documented('EventBridge API reference, Target'),
  async () => {
    expect(await arrives('Constant', { any: 1 }, '"constant"')).toBe('{"constant":true}');
  },
);

events.covers(
  'A target with InputPath gets the part of the event at that path, an index of a list among its steps',
  documented('EventBridge API reference, Target'),
  async () => {
    const text = unique();
    expect(parsed(await arrives('Path', { items: ['no', { text }] }, text))).toEqual({ text });
  },
);

events.covers(
  'In an InputTemplate a placeholder without quotes becomes JSON: text gets quotes, numbers, lists and objects do not; nested JSON around it stays',
  transformation,
  async () => {
    const text = unique();
    const detail = { text, number: 1.5, object: { a: [null, 'b'] }, items: [1, 'two'] };
    expect(parsed(await arrives('Values', detail, text))).toEqual({
      text,
      number: 1.5,
      object: { a: [null, 'b'] },
      list: [0, [1, 'two']],
      static: 'yes',
    });
  },
);

events.covers(
  'Within quotes a placeholder becomes plain text, and an object loses its quotes',
  transformation,
  async () => {
    const text = unique();
    expect(parsed(await arrives('Quoted', { text, number: 2, object: { a: 'b' } }, text))).toEqual({
      text,
      inside: `It is 2, "${text}"`,
      object: '{a:b}',
    });
  },
);

events.covers('An InputTemplate may be one JSON string with placeholders', transformation, async () => {
  const text = unique();
  expect(await arrives('Text', { text, number: 7 }, text)).toBe(`"${text} has 7"`);
});

events.covers('A variable whose path is not in the event leaves nothing behind', transformation, async () => {
  expect(await arrives('Missing', { other: 1 }, '"is"')).toBe('{"is":""}');
});

events.covers(
  'An InputTemplate knows aws.events.rule-arn, rule-name, event.ingestion-time, event (without detail) and event.json',
  transformation,
  async () => {
    const run = unique();
    const result = parsed(await arrives('Predefined', { run }, run));
    const arn: unknown = expect.stringMatching(/^arn:aws:events:[^:]+:\d{12}:rule\/.+\/.+$/);
    expect(result).toMatchObject({
      arn,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) as string,
      about: { source: 'conformance.inputs', 'detail-type': 'Predefined' },
      all: { source: 'conformance.inputs', detail: { run } },
    });
    expect(result).not.toHaveProperty('about.detail');
    const { name, arn: ruleArn } = result as { name: string; arn: string };
    expect(ruleArn.endsWith(`/${name}`)).toBe(true);
  },
);

events.covers(
  'An InputPath that is not in the event gives the target null',
  assumed('the guide does not say what a target gets then'),
  async () => {
    await bus.put(bus.entry('Path', { items: [] }, { Source: 'conformance.inputs' }));
    expect(await inbox.where(({ body }) => body === null)).toHaveLength(1);
  },
);
