import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Export } from '../../client/api/api.ts';
import { another, boats, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';

let stack: Stack;
let alice: Person;
let pushed: Export[];
beforeAll(async () => {
  stack = await Stack.start();
  alice = await stack.person('alice');
  pushed = await watch(alice);
  for (const [photo, name] of [
    [pastoral, '=sheep.jpg'],
    [boats, 'boats, "two".jpg'],
  ] as const) {
    const { id } = await send(alice.api, photo, 'image/jpeg', name);
    await pushedEnd(alice, id);
  }
});
afterAll(() => stack.stop());

const closing: (() => void)[] = [];
afterAll(() => closing.forEach((close) => close()));

/** What is told of somebody's exports from now on. */
async function watch({ api, owner }: Pick<Person, 'api' | 'owner'>, of = owner): Promise<Export[]> {
  const told: Export[] = [];
  await new Promise<void>((resolve, reject) => {
    const state = (now: string) => {
      if (now === 'connected') resolve();
    };
    closing.push(api.onExport(of, { next: (news) => told.push(news), error: reject, state }));
  });
  return told;
}

function told(id: string, status: Export['status'], meanwhile?: () => Promise<void>): Promise<Export> {
  return until(() => pushed.find((each) => each.id === id && each.status === status), meanwhile);
}

/** An export may be one at a time: asks until the one before has ended. */
async function exported(order: Parameters<Person['api']['exportAnalyses']>[0]): Promise<Response> {
  const { id, status } = await alice.api.exportAnalyses(order);
  expect(status).toBe('REQUESTED');
  const { url } = await told(id, 'COMPLETED');
  return fetch(url ?? '');
}

describe('an export', () => {
  it('is written as CSV, told of, and read by a link that says what it is', async () => {
    const response = await exported({ format: 'CSV' });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="analyses-[\d-]+\.csv"$/);
    const text = await response.text();
    const [header, newest, oldest, end, ...others] = text.split('\r\n');
    expect(header).toMatch(/^id,fileName,contentType,/);
    expect(newest).toMatch(/^\w{26},"boats, ""two"".jpg",image\/jpeg,/);
    expect(oldest).toMatch(/^\w{26},'=sheep.jpg,image\/jpeg,.*,COMPLETED,.*Sheep \d+\.\d[;,]/);
    expect([end, others]).toEqual(['', []]);
    const last = pushed.find(({ status }) => status === 'COMPLETED');
    expect(last).toMatchObject({ rows: 2, message: null, owner: alice.owner });
    expect(await alice.api.export(last?.id ?? '')).toMatchObject({ status: 'COMPLETED', rows: 2 });
  });

  it('is written as JSON Lines, of what a filter lets through', async () => {
    const response = await exported({ format: 'JSONL', filter: { labels: { any: ['sheep'] } } });
    const lines = (await response.text()).trimEnd().split('\n');
    const [analysis] = (await alice.api.analyses({ filter: { labels: { any: ['sheep'] } } })).items;
    const withoutLinks = Object.entries(analysis ?? {}).filter(([name, value]) => value !== null && !/Url$/.test(name));
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([Object.fromEntries(withoutLinks)]);
  });

  it('is its owner’s alone, one at a time, and the last one only', async () => {
    const before = pushed.find(({ status }) => status === 'COMPLETED')?.id ?? '';
    stack.cloud.faults.set([{ service: 's3', operation: 'PutObject', times: 1, effect: { delayMs: 2000 } }]);
    const { id } = await alice.api.exportAnalyses({ format: 'CSV' });
    await expect(alice.api.exportAnalyses({ format: 'CSV' })).rejects.toMatchObject({ errorType: 'Conflict' });
    expect(await alice.api.export(before)).toBeNull();
    const bob = await stack.person('bob');
    expect(await bob.api.export(id)).toBeNull();
    await expect(watch(bob, alice.owner)).rejects.toMatchObject({ errorType: 'Unauthorized' });
    await told(id, 'COMPLETED');
  });

  it('is written in the end, though the file’s store is down for a while', async () => {
    const down = { error: { code: 'InternalError', status: 500 } };
    stack.cloud.faults.set([{ service: 's3', operation: 'PutObject', effect: down }]);
    const { id } = await alice.api.exportAnalyses({ format: 'CSV' });
    await until(() => pushed.find((each) => each.id === id && each.status === 'REQUESTED' && each.version > 1));
    stack.cloud.faults.set([]);
    expect(await told(id, 'COMPLETED', () => stack.clock.pass(1000))).toMatchObject({ rows: 2 });
  });

  it('is not told to who is blocked, and goes with everything else', async () => {
    await send(alice.api, another(pastoral));
    const response = await exported({ format: 'CSV' });
    const admin = await stack.person('root', { groups: ['admins'] });
    await admin.api.setUserBlocked({ userId: alice.owner, blocked: true });
    await expect(watch(alice)).rejects.toMatchObject({ errorType: 'UserBlocked' });
    await alice.api.deleteMyData();
    // S3 says so little to who may not list the bucket.
    expect((await fetch(response.url)).status).toBe(403);
  });

  it('of a filter that is none is refused', async () => {
    const order = { format: 'CSV', filter: { from: '2026-02-02', to: '2026-01-01' } } as const;
    await expect(alice.api.exportAnalyses(order)).rejects.toMatchObject({ errorType: 'InvalidInput' });
  });
});
