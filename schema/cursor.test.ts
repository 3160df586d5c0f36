import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cursorOf, positionIn } from './cursor.ts';
import { afterAllUlids, justBefore } from './ulid.ts';

const ulid = fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/);
const filter = fc.record({ minConfidence: fc.nat(100), from: fc.constantFrom('2026-11-22', '2026-11-21') });

it('a cursor names its position, to its own list only', () => {
  fc.assert(
    fc.property(ulid, fc.uuid(), filter, fc.uuid(), filter, (id, owner, asked, other, otherwise) => {
      const cursor = cursorOf(owner, asked, id);
      expect(positionIn(owner, asked, cursor)).toBe(id);
      if (other !== owner) expect(positionIn(other, asked, cursor)).toBeUndefined();
      if (JSON.stringify(otherwise) !== JSON.stringify(asked)) {
        expect(positionIn(owner, otherwise, cursor)).toBeUndefined();
      }
    }),
  );
});

it('what is no cursor names nothing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(positionIn('alice', null, text)).toBeUndefined();
    }),
  );
});

it('justBefore parts what is older from the id itself', () => {
  fc.assert(
    fc.property(ulid, ulid, (one, other) => {
      expect(other <= justBefore(one)).toBe(other < one);
      expect(other <= justBefore(one + afterAllUlids)).toBe(other <= one);
    }),
  );
});
