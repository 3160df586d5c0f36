import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesField, integerField, textField } from './protobuf.ts';

/** Reads a base-128 integer the plain way, as a 64-bit two's complement. */
function readVarint(bytes: Buffer): bigint {
  const value = [...bytes].reduce((sum, byte, index) => sum + (BigInt(byte & 0x7f) << BigInt(7 * index)), 0n);
  return BigInt.asIntN(64, value);
}

describe('the protobuf wire format', () => {
  it('writes the examples of its specification', () => {
    expect(integerField(1, 150).toString('hex')).toBe('089601');
    expect(textField(2, 'testing').toString('hex')).toBe('120774657374696e67');
  });

  it('writes any integer so that it can be read back, all bytes but the last with the continuation bit', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = integerField(1, value).subarray(1);
        expect(readVarint(bytes)).toBe(BigInt(value));
        expect([...bytes].map((byte) => byte >> 7)).toEqual(
          [...bytes].map((_, index) => Number(index + 1 < bytes.length)),
        );
      }),
    );
  });

  it('writes field numbers above 15 in two bytes, and the length before the bytes', () => {
    expect(bytesField(20, Buffer.from([1, 2, 3])).toString('hex')).toBe('a20103010203');
  });
});
