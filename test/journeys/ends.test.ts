import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultyPhotos, goodPhotos } from '../../functions/testing/odd-photos.ts';
import { another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, type Person } from '../support/stack.ts';

let stack: Stack;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  stack = await Stack.start();
  alice = await stack.person('alice');
  bob = await stack.person('bob');
});
afterAll(() => stack.stop());

describe('a photo at fault is rejected before the detector is paid, and its owner is told why', () => {
  it.each(faultyPhotos)('$what', async ({ bytes, contentType, code }) => {
    const { id } = await send(alice.api, bytes, contentType);
    const end = await pushedEnd(alice, id);
    expect(end).toMatchObject({ status: 'REJECTED', reason: { code }, labels: null });
    expect(end.reason?.message).toMatch(/^\S.{20,}\.$/);
    expect(new URL(end.thumbnailUrl ?? '').pathname).toBe(new URL(end.imageUrl ?? '').pathname);
  });

  it('none of them was sent to the detector', () => {
    expect(stack.cloud.calls().filter(({ operation }) => operation === 'DetectLabels')).toEqual([]);
  });
});

describe('a photo of an unusual kind is looked at, and has a thumbnail', () => {
  it.each(goodPhotos)('$what', async ({ bytes, contentType }) => {
    const { id } = await send(bob.api, bytes, contentType);
    const end = await pushedEnd(bob, id);
    expect(end).toMatchObject({ status: 'COMPLETED', width: 200, height: 100 });
    const thumbnail = await fetch(end.thumbnailUrl ?? '');
    expect(thumbnail.headers.get('content-type')).toBe('image/jpeg');
    expect(end.thumbnailUrl).toContain('/thumbnails/');
  });
});

describe('a fault of the service', () => {
  it('is waited out when it passes', async () => {
    const throttled = { service: 'rekognition', operation: 'DetectLabels', times: 7 };
    stack.cloud.faults.set([
      { ...throttled, effect: { error: { code: 'ThrottlingException', message: 'Slow down' } } },
    ]);
    const { id } = await send(alice.api, another(pastoral));
    expect(await pushedEnd(alice, id, () => stack.clock.pass(500))).toMatchObject({ status: 'COMPLETED' });
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
    const end = await pushedEnd(alice, id, () => stack.clock.pass(2000));
    expect(end).toMatchObject({ status: 'FAILED', reason: { code: 'DETECTOR_UNAVAILABLE' } });
    expect(end.reason?.message).toContain('does not count');
    expect(await alice.api.usage()).toMatchObject({ used });
    stack.cloud.faults.set([]);
  });
});
