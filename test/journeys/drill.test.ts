import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';
import { measurements } from '../support/telemetry.ts';

const runbook = readFileSync(path.resolve(import.meta.dirname, '../../docs/runbook.md'), 'utf8');

/** The drill, as docs/runbook.md has it. */
let stack: Stack;
let alice: Person;
beforeAll(async () => {
  stack = await Stack.start();
  alice = await stack.person('alice');
});
afterAll(() => stack.stop());

const alarm = z.object({
  Namespace: z.string(),
  MetricName: z.literal('PhotosFailed'),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
  Statistic: z.literal('Sum'),
  Threshold: z.number(),
  AlarmDescription: z.string(),
});

/** The alarm that the template has on photos that fail. */
function photosFail() {
  const found = stack.cloud.resources.filter(
    ({ type, logicalId }) => type === 'AWS::CloudWatch::Alarm' && logicalId.includes('PhotosFail'),
  );
  expect(found).toHaveLength(1);
  return alarm.parse(found[0]?.properties);
}

/** What CloudWatch would add up for an alarm, of what the functions wrote. */
function sumFor({ Namespace, MetricName, Dimensions }: z.infer<typeof alarm>): number {
  const wanted = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return measurements(stack.printed, MetricName)
    .filter(
      ({ namespace, dimensions }) => namespace === Namespace && JSON.stringify(dimensions) === JSON.stringify(wanted),
    )
    .flatMap(({ values }) => values)
    .reduce((sum, value) => sum + value, 0);
}

/** The command of the runbook's chapter, run as its words say. */
async function runRedriveOf(chapter: string): Promise<unknown> {
  const [, text = ''] = runbook.split(`## ${chapter}\n`);
  const command = /aws lambda invoke --function-name "\$(\w+)".*?--payload '(.*?)'/s.exec(text.split('\n## ')[0] ?? '');
  const [, output = '', payload = ''] = command ?? [];
  const client = new LambdaClient(stack.operator);
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({ FunctionName: stack.output(output), Payload: payload }),
  );
  expect(FunctionError).toBeUndefined();
  return JSON.parse(Payload?.transformToString() ?? '');
}

it('the detector breaks, the alarm rises, photos fail visibly, it is mended, and the redrive completes them all', async () => {
  const watched = photosFail();
  expect(sumFor(watched)).toBeLessThan(watched.Threshold);

  const down = { error: { code: 'InternalServerError', status: 500 } };
  stack.cloud.faults.set([{ service: 'rekognition', operation: 'DetectLabels', effect: down }]);
  const sent = await Promise.all(Array.from({ length: watched.Threshold }, () => send(alice.api, another(pastoral))));
  for (const { id, correlationId } of sent) {
    const end = await pushedEnd(alice, id, () => stack.clock.pass(2000));
    expect(end).toMatchObject({ status: 'FAILED', reason: { code: 'DETECTOR_UNAVAILABLE' }, correlationId });
  }
  await until(() => (sumFor(watched) >= watched.Threshold ? true : undefined));
  expect(watched.AlarmDescription).toContain('docs/runbook.md#photos-have-failed');

  stack.cloud.faults.set([]);
  let redriven = 0;
  // What has only just ended is let in a breath later.
  await until(async () => {
    const answer = z.object({ redriven: z.number(), done: z.literal(true) }).parse(await runRedriveOf('The drill'));
    redriven += answer.redriven;
    return redriven >= sent.length ? true : undefined;
  });
  for (const { id } of sent) {
    await until(() => alice.pushed.find((each) => each.id === id && each.status === 'COMPLETED'));
  }
  const completed = () => measurements(stack.printed, 'PhotosCompleted').flatMap(({ values }) => values);
  await until(() => (completed().length >= sent.length ? true : undefined));
});
