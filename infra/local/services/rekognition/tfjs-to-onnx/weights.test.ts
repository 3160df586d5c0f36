import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { halfToFloat, readWeights } from './weights.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'weights-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('halfToFloat', () => {
  it.each([
    [0x0000, 0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3c00, 1],
    [0x3555, 0.333251953125],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ])('reads %i as %d', (bits, value) => {
    expect(halfToFloat(bits)).toBe(value);
  });

  it('keeps the order of the bit patterns, and mirrors it for negative numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7bfe }), (bits) => {
        expect(halfToFloat(bits + 1)).toBeGreaterThan(halfToFloat(bits));
        expect(halfToFloat(bits | 0x8000)).toBe(-halfToFloat(bits));
      }),
    );
  });
});

describe('readWeights', () => {
  const floats = { name: 'a', shape: [2], dtype: 'float32' as const };
  const halves = { ...floats, name: 'b', shape: [], quantization: { dtype: 'float16' as const } };
  const integers = { name: 'c', shape: [1, 1], dtype: 'int32' as const };

  it('reads tensors one after the other, across shards and whatever their alignment', () => {
    const bytes = Buffer.alloc(14);
    bytes.writeFloatLE(0.5, 0);
    bytes.writeFloatLE(-2, 4);
    bytes.writeUInt16LE(0x3c00, 8);
    bytes.writeInt32LE(-7, 10);
    writeFileSync(path.join(folder, 'one'), bytes.subarray(0, 5));
    writeFileSync(path.join(folder, 'two'), bytes.subarray(5));
    const weights = readWeights([{ paths: ['one', 'two'], weights: [floats, halves, integers] }], folder);
    expect([...weights.values()].map(({ data }) => [...data])).toEqual([[0.5, -2], [1], [-7]]);
    expect(weights.get('c')?.shape).toEqual([1, 1]);
  });

  it('says which tensor a cut-off shard ends in', () => {
    writeFileSync(path.join(folder, 'short'), Buffer.alloc(9));
    expect(() => readWeights([{ paths: ['short'], weights: [floats, integers] }], folder)).toThrow(/"c"/);
  });
});
