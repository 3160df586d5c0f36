import { beforeEach, expect, it } from 'vitest';
import { announce } from '../domain/analysis.ts';
import { inMemoryPorts } from '../testing/in-memory.ts';
import { sweep } from './sweep.ts';

const owner = 'alice';
const id = '01KB00000000000000000000AA';
const day = '2026-11-22';
const start = Date.parse(`${day}T10:00:00.000Z`);
const minutesLater = (minutes: number) => new Date(start + minutes * 60_000);
const file = { fileName: 'a.jpg', contentType: 'image/jpeg', size: 3, sha256: '' };

let ports: ReturnType<typeof inMemoryPorts>;
const sweepAfter = (minutes: number) => sweep({ ...ports, now: () => minutesLater(minutes) });
const stored = () => ports.records.get(`${owner}/${id}`);
const used = () => ports.days.get(`${owner}/${day}`)?.used;
const nothing = {
  ...{ expired: 0, queuedAgain: 0, settled: 0, stillWaiting: 0, erased: 0, reconciled: 0, rolledUp: 0 },
  ...{ exported: 0, failed: 0 },
};

beforeEach(async () => {
  ports = inMemoryPorts();
  const now = minutesLater(0).toISOString();
  await ports.quota.reserve(owner, day, [id], 10, now);
  await ports.analyses.announce(announce({ id, owner, sourceIp: undefined, file, now }));
});

const arrive = () => ports.stored.set(`${owner}/${id}`, { bytes: new Uint8Array(3), contentType: 'image/jpeg' });

it('leaves alone what may still move on by itself', async () => {
  expect(await sweepAfter(14)).toEqual(nothing);
  expect(stored()?.status).toBe('AWAITING_UPLOAD');
});

it('lets a photo that never came expire, gives its place back and tells its owner', async () => {
  await sweepAfter(21);
  expect(stored()).toMatchObject({ status: 'EXPIRED', version: 2 });
  expect(used()).toBe(0);
  expect(ports.announced.map(({ status }) => status)).toEqual(['EXPIRED']);
  expect(await sweepAfter(22)).toEqual({ ...nothing, rolledUp: 1 });
  // Up to the whole service, and the tokens of it all.
  for (const minutes of [60, 120, 180]) await sweepAfter(minutes);
  expect(await sweepAfter(240)).toEqual(nothing);
});

it('queues a photo again whose message was lost, once in a while', async () => {
  arrive();
  expect(await sweepAfter(21)).toMatchObject({ queuedAgain: 1 });
  expect(ports.queued).toEqual([{ owner, id, run: id }]);
  expect(await sweepAfter(30)).toMatchObject({ queuedAgain: 0 });
});

it('queues nothing again while others wait', async () => {
  arrive();
  const other = { owner: 'bob', id: 'other', run: 'other' };
  ports.queued.push(other);
  expect(await sweepAfter(21)).toMatchObject({ queuedAgain: 0, stillWaiting: 1 });
  expect(ports.queued).toEqual([other]);
});

it('finishes a result of which nobody was told', async () => {
  arrive();
  await ports.analyses.transition(owner, id, 'ANALYZING', minutesLater(1).toISOString());
  await ports.analyses.transition(owner, id, 'FAILED', minutesLater(2).toISOString(), { wasted: true });
  expect(await sweepAfter(4)).toEqual({ ...nothing, settled: 1 });
  expect(ports.announced.map(({ status }) => status)).toEqual(['FAILED']);
  expect(used()).toBe(0);
  expect(await sweepAfter(5)).toEqual({ ...nothing, rolledUp: 1 });
});

it('gives back a place that no analysis was stored for, and no other', async () => {
  await ports.quota.reserve(owner, day, ['lost'], 10, minutesLater(1).toISOString());
  expect(used()).toBe(2);
  expect(await sweepAfter(15)).toEqual(nothing);
  expect(await sweepAfter(17)).toEqual({ ...nothing, reconciled: 1 });
  expect(used()).toBe(1);
  expect((await ports.quota.find(owner, day))?.reserved).toEqual([id]);
});

it('goes on when one item cannot be finished', async () => {
  const { find } = ports.analyses;
  ports.analyses.find = () => Promise.reject(new Error('no table'));
  expect(await sweepAfter(21)).toMatchObject({ failed: 2, expired: 0 });
  ports.analyses.find = find;
  expect(await sweepAfter(22)).toMatchObject({ failed: 0, expired: 1 });
});
