import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches, replaceAll, replaceFirst } from './java-pattern.ts';

describe('patterns as in Java', () => {
  it('match the whole text', () => {
    expect(matches('[0-9A-HJKMNP-TV-Z]{26}', '01KDYAK348696SVNNBBN3DH2T1')).toBe(true);
    expect(matches('a|b', 'ab')).toBe(false);
  });

  it('replace the first match or all of them', () => {
    expect(replaceFirst('a-b-c', '-', '+')).toBe('a+b-c');
    expect(replaceAll('a-b-c', '-', '+')).toBe('a+b+c');
    expect(replaceAll('john smith', '(\\w+) (\\w+)', '$2, $1 \\$')).toBe('smith, john $');
  });

  it.each(['a*+', 'a{2}+', '(?>a)', '(?i)a', '\\Qa.b\\E', '\\p{Alpha}', '\\h', '\\Aa\\z', '[a-z&&[^b]]'])(
    'that only Java has are refused: %s',
    (pattern) => {
      expect(() => matches(pattern, 'a')).toThrow('not emulated');
    },
  );

  it('of plain letters replace literally, whatever stands there', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{1,3}$/),
        fc.string(),
        fc.stringMatching(/^[^$\\]*$/),
        (pattern, text, by) => {
          expect(replaceAll(text, pattern, by)).toBe(text.split(pattern).join(by));
        },
      ),
    );
  });
});
