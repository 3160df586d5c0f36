import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayAfter, dayOf, objectKey, parseObjectKey } from './table.ts';

const ulid = fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/);

describe('object keys', () => {
  it('name the owner and the analysis, both ways', () => {
    fc.assert(
      fc.property(fc.uuid(), ulid, (owner, id) => {
        expect(parseObjectKey(objectKey(owner, id))).toEqual({ owner, id });
      }),
    );
  });

  it.each(['uploads/a/b', 'other/a/01KB00000000000000000000AA', 'uploads/a/b/01KB00000000000000000000AA', ''])(
    'are of this product’s making or nobody’s: %j',
    (key) => expect(parseObjectKey(key)).toBeUndefined(),
  );
});

describe('days', () => {
  it('are UTC days that end at midnight', () => {
    expect(dayOf('2026-12-31T23:59:59.999Z')).toBe('2026-12-31');
    expect(dayAfter('2026-12-31')).toBe('2027-01-01T00:00:00.000Z');
  });
});
