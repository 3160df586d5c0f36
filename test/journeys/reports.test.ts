import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnalysisFilter } from '../../schema/generated/schema.ts';
import { another, boats, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';

const minute = 60_000;

let stack: Stack;
let alice: Person;
let bob: Person;
let admin: Person;
let today: { from: string; to: string };

/** Sheep, boats, sheep, boats and what is no photo, oldest first. */
beforeAll(async () => {
  stack = await Stack.start();
  [alice, bob, admin] = await Promise.all([
    stack.person('alice'),
    stack.person('bob'),
    stack.person('root', { groups: ['admins'] }),
  ]);
  const day = new Date(stack.clock.now()).toISOString().slice(0, 10);
  today = { from: day, to: day };
  const photos = [pastoral, boats, another(pastoral), another(boats), Buffer.from('none')];
  for (const [i, photo] of photos.entries()) {
    const { id } = await send(alice.api, photo, 'image/jpeg', `${i}`);
    await pushedEnd(alice, id);
  }
  const { id } = await send(bob.api, another(boats));
  await pushedEnd(bob, id);
});
afterAll(() => stack.stop());

const namesOf = async (filter: AnalysisFilter, person = alice) =>
  (await person.api.analyses({ filter })).items.map(({ fileName }) => fileName);

describe('analyses are found', () => {
  it.each<[string, AnalysisFilter, string[]]>([
    ['by state', { status: ['REJECTED'] }, ['4']],
    ['by several states', { status: ['REJECTED', 'COMPLETED'] }, ['4', '3', '2', '1', '0']],
    ['by a label, in any case', { labels: { all: ['sHeep '] } }, ['2', '0']],
    ['by an ancestor', { labels: { all: ['vehicle'] } }, ['3', '1']],
    ['by any of several labels', { labels: { any: ['sheep', 'boat', 'none such'] } }, ['3', '2', '1', '0']],
    ['by what they are without', { labels: { none: ['boat'] } }, ['4', '2', '0']],
    ['by labels and a state', { labels: { all: ['animal'], none: ['boat'] }, status: ['COMPLETED'] }, ['2', '0']],
    ['by two labels that never meet', { labels: { all: ['sheep', 'boat'] } }, []],
    ['by a label that is sure', { labels: { all: ['sheep'] }, minConfidence: 80.5 }, ['2', '0']],
    ['by any label that is sure', { minConfidence: 50 }, ['3', '2', '1', '0']],
    ['not by days gone by', { labels: { all: ['sheep'] }, to: '2020-01-01' }, []],
  ])('%s', async (_what, filter, expected) => {
    // The index of states follows a moment later.
    await expect.poll(() => namesOf(filter)).toEqual(expected);
  });

  it('in full pages, whose tokens outlast what comes and goes, and are of no use to others', async () => {
    const filter = { labels: { any: ['sheep', 'boat'] } };
    const first = await alice.api.analyses({ filter, limit: 2 });
    expect(first.items.map(({ fileName }) => fileName)).toEqual(['3', '2']);
    const { nextToken } = first;
    const { id } = await send(alice.api, another(pastoral), 'image/jpeg', 'new');
    await pushedEnd(alice, id);
    const rest = { filter, limit: 2, nextToken };
    expect(await alice.api.analyses(rest)).toMatchObject({
      items: [{ fileName: '1' }, { fileName: '0' }],
      nextToken: null,
    });
    await alice.api.deleteAnalysis(id);
    await expect(bob.api.analyses(rest)).rejects.toMatchObject({ errorType: 'InvalidInput' });
    await expect(alice.api.analyses({ nextToken })).rejects.toMatchObject({ errorType: 'InvalidInput' });
    const plain = await alice.api.analyses({ limit: 2 });
    await expect(alice.api.analyses({ ...rest, nextToken: plain.nextToken })).rejects.toMatchObject({
      errorType: 'InvalidInput',
    });
    await expect(bob.api.analyses({ nextToken: plain.nextToken })).rejects.toMatchObject({ errorType: 'InvalidInput' });
  });
});

describe('reports', () => {
  it('count photos by state, with their labels and how long they took', async () => {
    await expect.poll(async () => (await alice.api.report(today)).total.photos).toBe(5);
    const { total, days } = await alice.api.report(today);
    expect(total).toMatchObject({ completed: 4, rejected: 1, failed: 0, expired: 0 });
    expect(total.bytes).toBeGreaterThan(2 * (pastoral.length + boats.length));
    expect(total.medianMs).toBeGreaterThanOrEqual(100);
    expect(total.p95Ms).toBeGreaterThanOrEqual(total.medianMs ?? 0);
    expect(total.labels.find(({ name }) => name === 'Sheep')).toMatchObject({ count: 2 });
    expect(days.map(({ day }) => day)).toEqual([today.from]);
    const { confidences } = await alice.api.report(today);
    expect(confidences.map(({ from, to }) => to - from)).toEqual(Array(9).fill(5));
    const seen = total.labels.reduce((sum, { count }) => sum + count, 0);
    expect(confidences.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(seen);
    expect(days[0]?.totals).toMatchObject({ photos: 5, bytes: total.bytes, medianMs: total.medianMs });
  });

  it('give labels for completion', async () => {
    const labels = await alice.api.labels({ prefix: 'SHE' });
    expect(labels).toMatchObject([{ name: 'Sheep', count: 2, lastSeen: today.to }]);
    const [most] = await alice.api.labels({ ...today, limit: 1 });
    expect(most?.count).toBe(Math.max(...(await alice.api.labels()).map(({ count }) => count)));
  });

  it('are the same once they are rolled up, and over everybody within two sweeps', async () => {
    const before = await alice.api.report(today);
    const own = await bob.api.report(today);
    await until(
      async () => {
        const { total } = await admin.api.overview(today);
        return total.photos === 6 ? total : undefined;
      },
      () => stack.clock.pass(minute),
    );
    const { total } = await admin.api.overview(today);
    expect(total.bytes).toBe(before.total.bytes + own.total.bytes);
    expect(total.completed).toBe(before.total.completed + own.total.completed);
    expect(await alice.api.report(today)).toEqual(before);
    const month = await admin.api.serviceUsage();
    const looks = stack.cloud.calls().filter(({ operation }) => operation === 'DetectLabels');
    expect(month).toMatchObject({ used: looks.length, limit: 100_000 });
    expect(month.resetsAt).toMatch(/-01T00:00:00.000Z$/);
    expect(await alice.api.report({ from: `${today.from.slice(0, 4)}-01-01`, to: today.to })).toMatchObject({
      total: before.total,
      days: before.days,
    });
  });

  it('forget what is deleted', async () => {
    const [newest] = (await alice.api.analyses({ filter: { labels: { all: ['sheep'] } }, limit: 1 })).items;
    await alice.api.deleteAnalysis(newest?.id ?? '');
    await expect.poll(async () => (await alice.api.labels({ prefix: 'sheep' }))[0]?.count).toBe(1);
    await alice.api.deleteMyData();
    await expect.poll(async () => (await alice.api.report(today)).total.photos).toBe(0);
    expect(await alice.api.labels()).toEqual([]);
    await until(
      async () => ((await admin.api.overview(today)).total.photos === 1 ? true : undefined),
      () => stack.clock.pass(minute),
    );
  });

  it.each([
    { from: '2026-02-01', to: '2026-01-31' },
    { from: '2025-01-01', to: '2026-01-02' },
  ])('are refused for $from to $to', async (range) => {
    await expect(alice.api.report(range)).rejects.toMatchObject({ errorType: 'InvalidInput' });
    await expect(alice.api.labels(range)).rejects.toMatchObject({ errorType: 'InvalidInput' });
    await expect(admin.api.overview(range)).rejects.toMatchObject({ errorType: 'InvalidInput' });
  });
});
