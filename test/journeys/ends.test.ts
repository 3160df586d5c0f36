import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, type Person } from '../support/stack.ts';

let stack: Stack;
let alice: Person;

beforeAll(async () => {
  stack = await Stack.start();
  alice = await stack.person('alice');
});
afterAll(() => stack.stop());

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#3a7' } });

describe('a photo at fault is rejected, and its owner is told why', () => {
  it.each([
    ['no image', 'image/jpeg', () => Promise.resolve(Buffer.from('just words, no photo')), 'NOT_AN_IMAGE'],
    ['a photo cut short', 'image/jpeg', () => Promise.resolve(pastoral.subarray(0, 40_000)), 'NOT_AN_IMAGE'],
    ['a GIF', 'image/png', () => picture(100, 100).gif().toBuffer(), 'UNSUPPORTED_FORMAT'],
    ['a PNG sent as a JPEG', 'image/jpeg', () => picture(100, 100).png().toBuffer(), 'CONTENT_MISMATCH'],
    ['a photo of 79 pixels', 'image/png', () => picture(200, 79).png().toBuffer(), 'TOO_SMALL'],
    ['a photo of 10,001 pixels', 'image/png', () => picture(10_001, 80).png().toBuffer(), 'TOO_LARGE'],
  ])('%s', async (_what, contentType, bytes, code) => {
    const { id } = await send(alice.api, await bytes(), contentType);
    const end = await pushedEnd(alice, id);
    expect(end).toMatchObject({ status: 'REJECTED', reason: { code }, labels: null });
    expect(end.reason?.message).toMatch(/^\S.{20,}\.$/);
  });
});

describe('a fault of the service', () => {
  it('is waited out when it passes', async () => {
    const throttled = { service: 'rekognition', operation: 'DetectLabels', times: 7 };
    stack.cloud.faults.set([
      { ...throttled, effect: { error: { code: 'ThrottlingException', message: 'Slow down' } } },
    ]);
    const { id } = await send(alice.api, another(pastoral));
    expect(await pushedEnd(alice, id, () => stack.clock.advance(500))).toMatchObject({ status: 'COMPLETED' });
  });

  it('ends as FAILED after several tries, with plain words, and does not count', async () => {
    const { used } = await alice.api.usage();
    stack.cloud.faults.set([
      {
        service: 'rekognition',
        operation: 'DetectLabels',
        effect: { error: { code: 'InternalServerError', status: 500 } },
      },
    ]);
    const { id } = await send(alice.api, another(pastoral));
    const end = await pushedEnd(alice, id, () => stack.clock.advance(2000));
    expect(end).toMatchObject({ status: 'FAILED', reason: { code: 'DETECTOR_UNAVAILABLE' } });
    expect(end.reason?.message).toContain('does not count');
    expect(await alice.api.usage()).toMatchObject({ used });
    stack.cloud.faults.set([]);
  });
});
