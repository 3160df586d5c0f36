import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MetricName } from '../../schema/metrics.ts';
import { announced, another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';
import { measurements } from '../support/telemetry.ts';

let stack: Stack;
let alice: Person;
beforeAll(async () => {
  // Nothing comes twice: each is counted once.
  stack = await Stack.start({ delivery: { duplicates: 0, maxDelayMs: 0, seed: 1 } });
  alice = await stack.person('alice');
});
afterAll(() => stack.stop());

function valuesOf(metric: MetricName | 'ColdStart'): number[] {
  return measurements(stack.printed, metric).flatMap(({ values }) => values);
}

const written = (metric: MetricName) => until(() => (valuesOf(metric).length > 0 ? valuesOf(metric) : undefined));

it('counts a photo that has its labels, what was paid for it, and how long it took', async () => {
  const { id } = await send(alice.api, another(pastoral));
  const { createdAt, updatedAt } = await pushedEnd(alice, id);
  expect(await written('UploadToLabels')).toEqual([Date.parse(updatedAt) - Date.parse(createdAt)]);
  expect(valuesOf('PhotosCompleted')).toEqual([1]);
  expect(valuesOf('PhotosDetected')).toEqual([1]);
  const [measured] = measurements(stack.printed, 'PhotosCompleted');
  expect(measured).toMatchObject({ namespace: 'ImageAnalyzer', dimensions: { service: 'image-analyzer' } });
  expect(valuesOf('ColdStart').length).toBeGreaterThan(1);
});

it('counts what is rejected, and what never came', async () => {
  const { id } = await send(alice.api, Buffer.from('no photo at all, but long enough to be one'));
  await pushedEnd(alice, id);
  expect(await written('PhotosRejected')).toEqual([1]);
  await alice.api.createUploads([announced(another(pastoral))]);
  stack.clock.advance(21 * 60_000);
  expect(await written('PhotosExpired')).toEqual([1]);
  expect(valuesOf('PhotosFailed')).toEqual([]);
});

it('counts when the detector is asked too often, and what a day’s limit refuses', async () => {
  const bob = await stack.person('bob');
  const throttle = { error: { code: 'ThrottlingException', message: 'Slow down' } };
  stack.cloud.faults.set([{ service: 'rekognition', operation: 'DetectLabels', effect: throttle }]);
  const { id } = await send(bob.api, another(pastoral));
  await written('DetectorThrottles');
  stack.cloud.faults.set([]);
  await pushedEnd(bob, id, () => stack.clock.pass(500));
  const files = () => Array.from({ length: 25 }, () => announced(another(pastoral)));
  for (let call = 0; call < 3; call += 1) await bob.api.createUploads(files());
  await expect(bob.api.createUploads(files())).rejects.toMatchObject({ errorType: 'QuotaExceeded' });
  expect(await written('QuotaRefusals')).toEqual([1]);
});
