import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { another, boats, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';

let stack: Stack;
let alice: Person;

beforeAll(async () => {
  stack = await Stack.start();
  alice = await stack.person('alice');
});
afterAll(() => stack.stop());

describe('a photo becomes live labels', () => {
  it('is announced, sent, looked at, and its labels are pushed to its owner', async () => {
    const { id } = await send(alice.api, pastoral, 'image/jpeg', 'pastoral.jpg');
    const end = await pushedEnd(alice, id);

    expect(end).toMatchObject({ status: 'COMPLETED', fileName: 'pastoral.jpg', labelModelVersion: '3.0', version: 3 });
    const own = () => alice.pushed.filter((analysis) => analysis.id === id).map(({ status }) => status);
    await until(() => own().find((status) => status === 'ANALYZING'));
    expect(new Set(own())).toEqual(new Set(['ANALYZING', 'COMPLETED']));
    const sheep = end.labels?.find(({ name }) => name === 'Sheep');
    expect(sheep?.confidence).toBeGreaterThan(90);
    expect(sheep?.instances.length).toBeGreaterThanOrEqual(3);
    for (const { box } of sheep?.instances ?? []) {
      expect(box.left + box.width).toBeLessThanOrEqual(1.0001);
      expect(box.top + box.height).toBeLessThanOrEqual(1.0001);
    }
    for (const parent of sheep?.parents ?? []) expect(end.labels?.map(({ name }) => name)).toContain(parent);
    expect(sheep?.parents).toContain('Animal');
  });

  it('can be read again, seen and counted', async () => {
    const { id } = await send(alice.api, boats, 'image/jpeg', 'boats.jpg');
    await pushedEnd(alice, id);
    const read = await alice.api.analysis(id);
    expect(read).toMatchObject({ id, status: 'COMPLETED', owner: alice.owner, sourceIp: '127.0.0.1' });
    const { items } = await alice.api.analyses();
    expect(items.map(({ fileName }) => fileName)).toEqual(['boats.jpg', 'pastoral.jpg']);
    const image = await fetch(read?.imageUrl ?? '');
    expect(Buffer.from(await image.arrayBuffer()).equals(boats)).toBe(true);
    const usage = await alice.api.usage();
    expect(usage).toMatchObject({ used: 2, limit: 100 });
    expect(usage.resetsAt).toMatch(/T00:00:00.000Z$/);
  });

  it('has a thumbnail that does not tell where it was taken, and goes with it', async () => {
    const photo = await sharp(boats)
      .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { id } = await send(alice.api, photo);
    const end = await pushedEnd(alice, id);
    const answer = await fetch(end.thumbnailUrl ?? '');
    expect(answer.headers.get('cache-control')).toBe('private');
    const { width, height, exif } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
    expect({ width, height, exif }).toEqual({ width: 410, height: 512 });
    // The photo stays as it was sent: it is its owner's.
    const original = await fetch(end.imageUrl ?? '');
    expect(Buffer.from(await original.arrayBuffer()).equals(photo)).toBe(true);
    await alice.api.deleteAnalysis(id);
    expect((await fetch(end.thumbnailUrl ?? '')).status).toBe(403);
  });

  it('is found by what is in it, by its ancestors, in any case, and by day', async () => {
    const names = async (filter: Parameters<typeof alice.api.analyses>[0]) =>
      (await alice.api.analyses(filter)).items.map(({ fileName }) => fileName);
    const today = new Date().toISOString().slice(0, 10);
    expect(await names({ filter: { labels: { all: ['sheep'] }, minConfidence: 80 } })).toEqual(['pastoral.jpg']);
    expect(await names({ filter: { labels: { any: ['VEHICLE', 'animal'] } } })).toEqual(['boats.jpg', 'pastoral.jpg']);
    expect(await names({ filter: { labels: { none: ['Sheep'] } } })).toEqual(['boats.jpg']);
    expect(await names({ filter: { status: ['REJECTED'] } })).toEqual([]);
    expect(await names({ filter: { from: today, to: today } })).toHaveLength(2);
    expect(await names({ filter: { to: '2020-01-01' } })).toEqual([]);
  });

  it('is given out page by page, each photo once', async () => {
    const first = await alice.api.analyses({ limit: 1 });
    const second = await alice.api.analyses({ limit: 1, nextToken: first.nextToken });
    expect([...first.items, ...second.items].map(({ fileName }) => fileName)).toEqual(['boats.jpg', 'pastoral.jpg']);
  });

  it('is gone with its picture when it is deleted', async () => {
    const [newest] = (await alice.api.analyses()).items;
    await alice.api.deleteAnalysis(newest!.id);
    expect(await alice.api.analysis(newest!.id)).toBeNull();
    // S3 tells nobody that a photo is gone who may not list the bucket.
    expect((await fetch(newest!.imageUrl!)).status).toBe(403);
    await expect(alice.api.deleteAnalysis(newest!.id)).rejects.toMatchObject({ errorType: 'NotFound' });
  });
});

describe('stopping and starting again', () => {
  it('loses nothing, not even a photo that waits for the detector', async () => {
    const first = await Stack.start();
    const before = await first.person('alice');
    const { id: done } = await send(before.api, pastoral);
    await pushedEnd(before, done);
    first.cloud.faults.set([
      { service: 'rekognition', operation: 'DetectLabels', effect: { error: { code: 'ThrottlingException' } } },
    ]);
    const { id: waiting } = await send(before.api, boats);
    await until(() => before.pushed.find(({ id, status }) => id === waiting && status === 'ANALYZING'));
    await first.stop(false);

    const second = await Stack.start({ dataDir: first.dataDir });
    const after = await second.person('alice');
    expect(await after.api.analysis(done)).toMatchObject({ status: 'COMPLETED' });
    const end = await until(
      async () => {
        const analysis = await after.api.analysis(waiting);
        return analysis?.status === 'COMPLETED' ? analysis : undefined;
      },
      () => second.clock.pass(1000),
    );
    expect(end.labels?.map(({ name }) => name)).toContain('Boat');
    await second.stop();
  });
});

describe('delivery that always repeats, and reorders at will', () => {
  it('still has exactly one effect', async () => {
    const unreliable = await Stack.start({ delivery: { duplicates: 1, maxDelayMs: 500, seed: 7 } });
    const bob = await unreliable.person('bob');
    const bytes = [pastoral, boats, another(pastoral), another(boats)];
    const photos = await Promise.all(bytes.map((photo) => send(bob.api, photo)));
    for (const { id } of photos) {
      expect(await pushedEnd(bob, id, () => unreliable.clock.pass(100))).toMatchObject({
        status: 'COMPLETED',
        version: 3,
      });
    }
    expect((await bob.api.analyses()).items).toHaveLength(4);
    expect(await bob.api.usage()).toMatchObject({ used: 4 });
    await unreliable.stop();
  });
});
