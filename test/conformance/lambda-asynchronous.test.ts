import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import * as z from 'zod';
import { behavioursOf } from './behaviour.ts';
import { unique } from './events-bus.ts';
import { documented, here, seenByOthers } from './evidence.ts';
import { Functions } from './lambda-client.ts';
import { Inbox } from './sqs-inbox.ts';
import { openTarget, type Target } from './target.ts';

const lambda = behavioursOf('Lambda');
const errors = documented('Lambda developer guide, How Lambda handles errors and retries with asynchronous invocation');
const records = documented(
  'Lambda developer guide, Capturing records of Lambda asynchronous invocations: dead-letter queue',
);
const minute = 60_000;

let target: Target;
let functions: Functions;
let retried: Inbox;
let once: Inbox;
let discarded: Inbox;
beforeAll(async () => {
  target = await openTarget();
  functions = new Functions(target);
  const client = new SQSClient(target.client);
  retried = new Inbox(client, target.output('RetriedReportsUrl'));
  once = new Inbox(client, target.output('OnceReportsUrl'));
  discarded = new Inbox(client, target.output('DiscardedUrl'));
});
afterAll(() => target.stop());

const later = (output: string, event: object) =>
  functions.invoke(target.output(output), event, { InvocationType: 'Event' });
const report = z.looseObject({ requestId: z.string(), startedAt: z.number() });

/** Pushes the clock while something goes on. */
async function meanwhile<Result>(stepMs: number, run: () => Promise<Result>, on = target): Promise<Result> {
  const pushing = setInterval(() => on.local.clock.advance(stepMs), 20);
  try {
    return await run();
  } finally {
    clearInterval(pushing);
  }
}

lambda.covers(
  'With InvocationType Event an invocation is answered 202 without a payload, and the function runs then',
  documented('Lambda API reference, Invoke'),
  async () => {
    const run = unique();
    const { status, payload, functionError } = await later('RetriedName', { run });
    expect([status, payload, functionError]).toEqual([202, undefined, undefined]);
    expect((await retried.with(run)).map(({ body }) => body)).toMatchObject([{ event: { run } }]);
  },
);

lambda.covers(
  'An asynchronous event over 1 MB is RequestEntityTooLargeException (413): … byte payload is too large for the Event invocation type (limit 1048576 bytes)',
  seenByOthers('ASFHyP3/hyp3#2241 (the words); Lambda developer guide, Lambda quotas (1 MB)'),
  async () => {
    await expect(later('RetriedName', { fill: 'x'.repeat(1_048_577) })).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
      message: expect.stringMatching(
        /^\d+ byte payload is too large for the Event invocation type \(limit \d+ bytes\)$/,
      ) as string,
      $metadata: { httpStatusCode: 413 },
    });
  },
);

lambda.covers(
  'An unknown function and a payload that is no JSON are refused at once, not later',
  documented('Lambda API reference, Invoke'),
  async () => {
    const unknown = functions.invoke('nobody', {}, { InvocationType: 'Event' });
    await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const FunctionName = target.output('RetriedName');
    const broken = new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: '{' });
    await expect(functions.client.send(broken)).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  },
);

lambda.covers(
  'A function error is retried after one minute and, once more, after two, with the same request id; then the event goes to the function’s dead-letter queue as it is, with RequestID, ErrorCode and ErrorMessage',
  here(records),
  async () => {
    const event = { run: unique(), throws: true };
    await later('RetriedName', event);
    const letters = await meanwhile(1000, () => retried.with(event.run, 3));
    const reports = letters.map(({ body }) => report.parse(body));
    const [requestId, ...others] = new Set(reports.map((each) => each.requestId));
    expect(others).toEqual([]);
    const [first = 0, second = 0, third = 0] = reports.map(({ startedAt }) => startedAt);
    expect([second - first >= minute, third - second >= 2 * minute]).toEqual([true, true]);
    const [letter] = await discarded.with(event.run);
    expect(letter?.body).toEqual(event);
    expect(letter?.attributes).toEqual({
      RequestID: requestId,
      ErrorCode: '200',
      ErrorMessage: 'As it was told to.',
    });
    expect(letter?.message.MessageAttributes?.['ErrorCode']?.DataType).toBe('Number');
  },
);

lambda.covers('MaximumRetryAttempts 0 gives an event up after its first failure', errors, async () => {
  const run = unique();
  await later('OnceName', { run, throws: true });
  expect((await discarded.with(run))[0]?.body).toMatchObject({ run });
  expect(await once.with(run)).toHaveLength(1);
});

lambda.covers(
  'An event that finds the reserved concurrency in use is not lost: it is tried again until the function has taken it',
  here(errors),
  async () => {
    const run = unique();
    await later('OnceName', { run, waitMs: 1500 });
    await once.with(run);
    await later('OnceName', { run, second: true });
    expect(await meanwhile(50, () => once.with('"second"'))).toHaveLength(1);
  },
);

lambda.covers(
  'An event that has waited longer than MaximumEventAgeInSeconds goes to the dead-letter queue without having run',
  here(errors),
  async () => {
    const run = unique();
    await later('OnceName', { run, waitMs: 3000 });
    await once.with(run);
    await later('OnceName', { run, old: true });
    target.local.clock.advance(6 * minute);
    const [letter] = await discarded.with('"old"');
    expect(letter?.body).toEqual({ run, old: true });
    expect(await once.with(run)).toHaveLength(1);
  },
);

lambda.covers(
  'An accepted event survives the end of the process: it runs, and is retried, in the next one',
  here(errors),
  async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'conformance-'));
    const run = unique();
    const first = await openTarget({ dataDir });
    const client = new Functions(first);
    await client.invoke(first.output('RetriedName'), { run, throws: true }, { InvocationType: 'Event' });
    const reports = (on: Target) => new Inbox(new SQSClient(on.client), on.output('RetriedReportsUrl'));
    await reports(first).with(run);
    await first.stop();
    const second = await openTarget({ dataDir });
    const again = reports(second);
    expect((await meanwhile(1000, () => again.with(run), second)).length).toBeGreaterThan(0);
    await second.stop();
    await rm(dataDir, { recursive: true });
  },
);
