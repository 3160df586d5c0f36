import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api/api-error.ts';
import { mayPass, needsSignIn, problemOf, problemOfFault, quotaReached } from '../problem.ts';
import { en } from './en.ts';
import { chooseLocale } from './language.ts';
import { ptBR } from './pt-br.ts';
import { Words } from './words.ts';

const english = new Words('en', en);
const portuguese = new Words('pt-BR', ptBR);
const resetsAt = '2026-11-23T00:00:00.000Z';

/** Names of the values that a message uses, and those of its tags. */
function valuesOf(message: string): string[] {
  const names = new Set<string>();
  const collect = (nodes: unknown): void => {
    if (Array.isArray(nodes)) nodes.forEach(collect);
    if (typeof nodes !== 'object' || nodes === null) return;
    const { type, value, options, ...others } = nodes as Record<string, unknown>;
    // 0 is plain text and 7 the number of a plural.
    if (typeof type === 'number' && type !== 0 && type !== 7 && typeof value === 'string') names.add(value);
    for (const child of Object.values({ ...(options as object | undefined), ...others })) collect(child);
  };
  collect(new IntlMessageFormat(message, 'en').getAst());
  return [...names].sort();
}

describe('the catalogues', () => {
  it('have the same messages', () => {
    expect(Object.keys(ptBR)).toEqual(Object.keys(en));
  });

  it.each(Object.entries(en).map(([key, message]) => [key, message, ptBR[key as keyof typeof en]] as const))(
    'say %s with the same values',
    (_key, message, translation) => {
      expect(translation.trim()).not.toBe('');
      expect(valuesOf(translation)).toEqual(valuesOf(message));
    },
  );
});

describe('Words', () => {
  it('say what is left of the day', () => {
    const values = { left: 7, limit: 20, resetsAt: new Date(resetsAt) };
    expect(english.say('quota.left', values)).toBe('7 of 20 left, resets 00:00 UTC');
    expect(portuguese.say('quota.left', values)).toBe('Restam 7 de 20, renova às 00:00 UTC');
  });

  it('say problems by their names', () => {
    const quota = quotaReached({ used: 100, limit: 100, resetsAt });
    expect(english.problem(quota)).toBe('You can send 100 photos a day. You can send more from 00:00 UTC.');
    expect(portuguese.problem(quota)).toContain('100 fotos por dia');
    const blocked = new ApiError('UserBlocked', 'x', { errorInfo: { reason: 'Spam', since: resetsAt } });
    expect(english.problem(problemOf(blocked))).toBe('Your account is blocked: you cannot send photos. Reason: Spam');
    const bare = new ApiError('UserBlocked', 'x', { errorInfo: { reason: null } });
    expect(english.problem(problemOf(bare))).toContain('Ask whoever runs this service.');
    expect(english.problem(problemOfFault({ name: 'OtherFormat', format: 'gif' }))).toMatch(/^This is a GIF\./);
    expect(portuguese.problem(problemOfFault({ name: 'TooManyBytes', bytes: 2_345_678 }))).toContain('2,3 MB');
  });

  it("fall back to the service's own words", () => {
    expect(english.problem(problemOf(new ApiError('Novelty', 'Something new.')))).toBe('Something new.');
    expect(english.problem(problemOf(new ApiError('QuotaExceeded', 'Enough for today.')))).toBe('Enough for today.');
    expect(english.problem(problemOf(new ApiError('Novelty', '')))).toContain('Novelty');
  });

  it.each([
    [12, '1 kB'],
    [50_000, '49 kB'],
    [2_345_678, '2.3 MB'],
  ])('say %d bytes as %s', (bytes, expected) => {
    expect(english.bytes(bytes)).toBe(expected);
  });
});

describe('problems', () => {
  it.each(['UnauthorizedException', 'Unauthorized', 'SignInExpired'])('of the name %s need a sign-in', (errorType) => {
    const error = new ApiError(errorType, 'x');
    expect(needsSignIn(error)).toBe(true);
    expect(problemOf(error).name).toBe('SignInExpired');
  });

  it('may pass or not', () => {
    expect(mayPass(problemOf(new ApiError('NetworkError', 'x')))).toBe(true);
    expect(mayPass(problemOf(new ApiError('UnsupportedType', 'x')))).toBe(false);
  });
});

describe('chooseLocale', () => {
  it.each([
    [['pt-PT', 'en'], 'pt-BR'],
    [['de', 'pt'], 'pt-BR'],
    [['en-GB', 'pt'], 'en'],
    [['ja'], 'en'],
    [[], 'en'],
  ])('of %j is %s', (wanted, expected) => {
    expect(chooseLocale(wanted)).toBe(expected);
  });
});
