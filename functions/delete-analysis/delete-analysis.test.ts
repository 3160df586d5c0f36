import { describe, expect, it } from 'vitest';
import { announce } from '../domain/analysis.ts';
import { inMemoryPorts } from '../testing/in-memory.ts';
import { deleteAnalysis } from './delete-analysis.ts';

const owner = 'alice';
const id = '01KB00000000000000000000AA';
const file = { fileName: 'a.jpg', contentType: 'image/jpeg', size: 3, sha256: '' };

async function setUp() {
  const ports = inMemoryPorts();
  await ports.analyses.announce(announce({ id, owner, sourceIp: undefined, file, now: '2026-11-22T10:00:00.000Z' }));
  ports.stored.set(`${owner}/${id}`, { bytes: new Uint8Array(3), contentType: 'image/jpeg' });
  return ports;
}

describe('deleteAnalysis', () => {
  it('removes the analysis and its photo', async () => {
    const ports = await setUp();
    expect(await deleteAnalysis({ owner, id }, ports)).toBe(id);
    expect(ports.records.size + ports.stored.size).toBe(0);
    await expect(deleteAnalysis({ owner, id }, ports)).rejects.toMatchObject({ code: 'NotFound' });
  });

  it.each([
    ['another’s', 'bob', id],
    ['one that never was', owner, '01KB00000000000000000000ZZ'],
    ['no id at all', owner, '../../etc'],
  ])('knows nothing of %s', async (_what, caller, asked) => {
    const ports = await setUp();
    await expect(deleteAnalysis({ owner: caller, id: asked }, ports)).rejects.toMatchObject({ code: 'NotFound' });
    expect(ports.records.size + ports.stored.size).toBe(2);
  });
});
