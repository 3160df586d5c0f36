import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMapValues } from '../runtime/dynamodb-values.ts';
import { attributeValue, attributeValues, plainItem, plainValue } from './attribute-values.ts';

const plain = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

describe('attribute values', () => {
  it('bring what util.dynamodb typed back as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), plain, { noNullPrototype: true }), (item) => {
        expect(plainItem(attributeValues(toMapValues(item)))).toEqual(item);
      }),
    );
  });

  it('keep sets and binary', () => {
    const sets = { a: { SS: ['x'] }, b: { NS: [1, 2.5] }, c: { BS: ['eA=='] }, d: { B: 'eA==' } };
    expect(attributeValues(sets)).toEqual({ ...sets, b: { NS: ['1', '2.5'] } });
    expect(plainItem(attributeValues(sets))).toEqual({ a: ['x'], b: [1, 2.5], c: ['eA=='], d: 'eA==' });
    expect(plainValue({ NULL: true })).toBeNull();
  });

  it.each([['text'], [{}], [{ S: 'a', N: 1 }], [{ X: 'a' }], [null]])('cannot come from %j', (value) => {
    expect(() => attributeValue(value)).toThrow();
  });
});
