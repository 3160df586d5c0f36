import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { photoLimits } from '../../schema/limits.ts';
import { inMemoryPorts } from '../testing/in-memory.ts';
import { createUploads } from './create-uploads.ts';

const file = {
  fileName: 'sheep.jpg',
  contentType: 'image/jpeg',
  size: 1000,
  sha256: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
};

function setUp(dailyLimit = 10, monthlyCeiling = 1000) {
  let made = 0;
  const ports = {
    ...inMemoryPorts(),
    dailyLimit,
    monthlyCeiling,
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
    const uploads = await call([file, { ...file, fileName: 'b.png', contentType: 'image/png' }]);
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
    expect(ports.used.size).toBe(0);
  });

  it.each([0, 26])('refuses %i files in one call', async (count) => {
    const { call } = setUp(100);
    await expect(call(Array.from({ length: count }, () => file))).rejects.toMatchObject({ code: 'InvalidInput' });
  });

  it('accepts all files of a call or none, and says when the count starts again', async () => {
    const { call } = setUp(3);
    await call([file, file]);
    await expect(call([file, file])).rejects.toMatchObject({
      code: 'QuotaExceeded',
      info: { used: 2, limit: 3, resetsAt: '2026-11-23T00:00:00.000Z' },
    });
    await expect(call([file])).resolves.toHaveLength(1);
  });

  it('never lets more than the limit through, and counts each person apart', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.tuple(fc.constantFrom('alice', 'bob'), fc.integer({ min: 1, max: 6 })), { maxLength: 12 }),
        async (limit, calls) => {
          const { call, ports } = setUp(limit);
          await Promise.allSettled(
            calls.map(([owner, count]) =>
              call(
                Array.from({ length: count }, () => file),
                owner,
              ),
            ),
          );
          for (const used of ports.used.values()) expect(used).toBeLessThanOrEqual(limit);
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
    expect(ports.used.size + ports.records.size).toBe(0);
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
    expect(ports.used.size + ports.records.size).toBe(0);
  });

  it('gives the places back when the photos could not be announced', async () => {
    const { call, ports } = setUp();
    ports.photos.uploadLink = () => Promise.reject(new Error('no credentials'));
    await expect(call([file, file])).rejects.toThrow('no credentials');
    expect([...ports.used.values()]).toEqual([0]);
  });
});
