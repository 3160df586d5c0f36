import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { photoLimits } from '../../schema/limits.ts';
import { erase } from '../domain/erase.ts';
import { settle } from '../domain/settle.ts';
import { inMemoryPorts } from '../testing/in-memory.ts';
import { createUploads } from './create-uploads.ts';

/** A photo of its own for each number. */
const photo = (number: number) => ({
  fileName: 'sheep.jpg',
  contentType: 'image/jpeg',
  size: 1000,
  sha256: createHash('sha256').update(String(number)).digest('base64'),
});
const photos = (count: number, first = 0) => Array.from({ length: count }, (_, index) => photo(first + index));
const file = photo(0);

function setUp(dailyLimit = 10, monthlyCeiling = 1000, maxBytes: number = photoLimits.maxBytes) {
  let made = 0;
  const ports = {
    ...inMemoryPorts(),
    dailyLimit,
    monthlyCeiling,
    maxBytes,
    newId: () => `ID${made++}`,
    now: () => new Date('2026-11-22T10:00:00Z'),
  };
  const call = (files: (typeof file)[], owner = 'alice') =>
    createUploads({ owner, userName: undefined, sourceIp: '203.0.113.7', files }, ports);
  return { ports, call };
}

describe('createUploads', () => {
  it('stores an analysis that awaits its photo, and answers where to PUT it, in order', async () => {
    const { call, ports } = setUp();
    const uploads = await call([file, { ...photo(1), fileName: 'b.png', contentType: 'image/png' }]);
    expect(uploads.map(({ analysis }) => analysis.fileName)).toEqual(['sheep.jpg', 'b.png']);
    expect(uploads[0]?.analysis).toMatchObject({ status: 'AWAITING_UPLOAD', version: 1, sourceIp: '203.0.113.7' });
    expect(ports.records.size).toBe(2);
  });

  it.each([
    ['a GIF', { contentType: 'image/gif' }, 'UnsupportedType'],
    ['a file over 15 MB', { size: photoLimits.maxBytes + 1 }, 'FileTooLarge'],
    ['an empty file', { size: 0 }, 'InvalidInput'],
    ['a nameless file', { fileName: '  ' }, 'InvalidInput'],
    ['a name with a line break', { fileName: 'a\nb.jpg' }, 'InvalidInput'],
    ['a hash that is none', { sha256: 'abc' }, 'InvalidInput'],
  ])('refuses %s before anything is counted or stored', async (_what, change, code) => {
    const { call, ports } = setUp();
    const refused = call([file, { ...file, ...change }]);
    await expect(refused).rejects.toMatchObject({ code, info: { files: [{ index: 1, code }] } });
    expect(ports.records.size).toBe(0);
    expect(ports.days.size).toBe(0);
  });

  it('takes no larger photo than the installation does, and says how large that is', async () => {
    const maxBytes = 5 * 1024 * 1024;
    const { call } = setUp(10, 1000, maxBytes);
    await expect(call([{ ...file, size: maxBytes + 1 }])).rejects.toMatchObject({
      message: 'A photo can have 5 MB at most.',
      info: { maxBytes },
    });
    await expect(call([{ ...file, size: maxBytes }])).resolves.toHaveLength(1);
  });

  it.each([0, 26])('refuses %i files in one call', async (count) => {
    const { call } = setUp(100);
    await expect(call(photos(count))).rejects.toMatchObject({ code: 'InvalidInput' });
  });

  it('accepts all files of a call or none, and says when the count starts again', async () => {
    const { call } = setUp(3);
    await call(photos(2));
    await expect(call(photos(2, 2))).rejects.toMatchObject({
      code: 'QuotaExceeded',
      info: { used: 2, limit: 3, resetsAt: '2026-11-23T00:00:00.000Z' },
    });
    await expect(call([photo(2)])).resolves.toHaveLength(1);
  });

  it('never lets more than the limit through, and counts each person apart', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.tuple(fc.constantFrom('alice', 'bob'), fc.integer({ min: 1, max: 6 })), { maxLength: 12 }),
        async (limit, calls) => {
          const { call, ports } = setUp(limit);
          await Promise.allSettled(calls.map(([owner, count], index) => call(photos(count, 100 * index), owner)));
          for (const { used } of ports.days.values()) expect(used).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });

  it('refuses whoever is blocked, with the reason, and lets in whoever is not any more', async () => {
    const { call, ports } = setUp();
    const block = { by: 'admin', at: '2026-11-21T00:00:00.000Z', reason: 'spam' };
    await ports.users.setBlock('alice', block);
    await expect(call([file])).rejects.toMatchObject({
      code: 'UserBlocked',
      info: { reason: 'spam', since: block.at },
    });
    expect(ports.days.size + ports.records.size).toBe(0);
    await ports.users.setBlock('alice', { ...block, liftedBy: 'admin', liftedAt: '2026-11-22T00:00:00.000Z' });
    await expect(call([file])).resolves.toHaveLength(1);
  });

  it('takes nothing more in a month in which the ceiling is reached', async () => {
    const { call, ports } = setUp(10, 1);
    await ports.spending.add('2026-11');
    await expect(call([file])).rejects.toMatchObject({
      code: 'ServicePaused',
      info: { resumesAt: '2026-12-01T00:00:00.000Z' },
    });
    expect(ports.days.size + ports.records.size).toBe(0);
  });

  it('gives the places back when the photos could not be announced', async () => {
    const { call, ports } = setUp();
    ports.analyses.announce = () => Promise.reject(new Error('no table'));
    await expect(call(photos(2))).rejects.toThrow('no table');
    expect([...ports.days.values()].map(({ used }) => used)).toEqual([0]);
  });

  it('goes on with what was announced by a call that failed, in the places that it took', async () => {
    const { call, ports } = setUp(2);
    const { uploadLink } = ports.photos;
    ports.photos.uploadLink = () => Promise.reject(new Error('no credentials'));
    await expect(call(photos(2))).rejects.toThrow('no credentials');
    ports.photos.uploadLink = uploadLink;
    expect(await call(photos(2))).toHaveLength(2);
    expect(ports.records.size).toBe(2);
    expect([...ports.days.values()].map(({ used }) => used)).toEqual([2]);
  });

  describe('a photo that is known', () => {
    async function end(ports: ReturnType<typeof setUp>['ports'], id: string, to: 'COMPLETED' | 'FAILED' | 'REJECTED') {
      const now = '2026-11-22T10:01:00.000Z';
      await ports.analyses.transition('alice', id, 'ANALYZING', now);
      const ended = await ports.analyses.transition('alice', id, to, now, { wasted: to === 'FAILED' });
      await settle(ended!, ports);
    }
    const used = ({ days }: ReturnType<typeof setUp>['ports']) => days.get('alice/2026-11-22')?.used;

    it.each(['COMPLETED', 'REJECTED'] as const)(
      'is answered at once once it is %s, and counts once',
      async (status) => {
        const { call, ports } = setUp(1);
        const [first] = await call([file]);
        await end(ports, first!.analysis.id, status);
        const [second] = await call([{ ...file, fileName: 'again.jpg' }]);
        expect(second).toMatchObject({ analysis: { id: first!.analysis.id, status }, url: null, headers: [] });
        expect(used(ports)).toBe(1);
      },
    );

    it('is one analysis while it is under way, with a link for whoever comes first', async () => {
      const { call, ports } = setUp(1);
      const [[first], [second]] = [await call([file]), await call([file])];
      expect(second?.analysis.id).toBe(first?.analysis.id);
      expect(second?.url).not.toBeNull();
      expect(ports.records.size).toBe(1);
    });

    it('is one analysis when two calls announce it at the same time, and when one call does twice', async () => {
      const { call, ports } = setUp();
      const calls = await Promise.all([call([file]), call([file, photo(1), file])]);
      const ids = calls.flat().filter(({ analysis }) => analysis.sha256 === file.sha256);
      expect(new Set(ids.map(({ analysis }) => analysis.id)).size).toBe(1);
      expect(ports.records.size).toBe(2);
      expect(used(ports)).toBe(2);
    });

    it('is looked at anew when it failed, or when it was deleted', async () => {
      const { call, ports } = setUp();
      const [first] = await call([file]);
      await end(ports, first!.analysis.id, 'FAILED');
      const [second] = await call([file]);
      expect(second?.analysis.id).not.toBe(first?.analysis.id);
      await erase('alice', second!.analysis.id, ports);
      const [third] = await call([file]);
      expect(third?.analysis).toMatchObject({ status: 'AWAITING_UPLOAD', version: 1 });
    });

    it('is nobody else’s', async () => {
      const { call, ports } = setUp();
      const [[mine], [theirs]] = [await call([file]), await call([file], 'bob')];
      expect(theirs?.analysis.id).not.toBe(mine?.analysis.id);
      expect(ports.records.size).toBe(2);
    });
  });
});
