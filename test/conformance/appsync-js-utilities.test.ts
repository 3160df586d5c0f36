import { decodeTime } from 'ulid';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { documented, here, seenByOthers, assumed } from './evidence.ts';
import { Probes } from './probes.ts';
import { openTarget, type Target } from './target.ts';

const js = behavioursOf('APPSYNC_JS');
const utilities = documented('AppSync developer guide, Built-in utilities');
const timeHelpers = documented('AppSync developer guide, Time helpers in util.time');
const features = documented('AppSync developer guide, Supported runtime features');

let target: Target;
let probes: Probes;
const logged: unknown[] = [];
beforeAll(async () => {
  target = await openTarget({ log: (line) => logged.push(line) });
  probes = await Probes.of(target);
});
afterAll(() => target.stop());

js.covers('`util.autoId()` gives a new random UUID at each call', utilities, async () => {
  const { ids } = await probes.json('utilities');
  const uuid: unknown = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids).toEqual([uuid, uuid]);
  expect(new Set(ids as string[]).size).toBe(2);
});

js.covers('`util.autoUlid()` gives a new ULID of the present time at each call', utilities, async () => {
  const { ulids, milliSeconds } = await probes.json('utilities');
  const [first = '', second] = ulids as string[];
  expect(first).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  expect(first).not.toBe(second);
  expect(Math.abs(decodeTime(first) - Number(milliSeconds))).toBeLessThan(2000);
});

js.covers('`util.authType()` is `User Pool Authorization` for a caller with a token', utilities, async () => {
  expect(await probes.json('utilities')).toMatchObject({ authType: 'User Pool Authorization' });
});

js.covers(
  '`util.time.nowISO8601()` is in UTC with milliseconds and `Z`; `nowEpochSeconds()` and `nowEpochMilliSeconds()` are the same moment as numbers',
  timeHelpers,
  async () => {
    const { now, seconds, milliSeconds } = await probes.json('utilities');
    expect(now).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Math.abs(Date.parse(String(now)) - Number(milliSeconds))).toBeLessThan(1000);
    expect(Math.abs(Number(seconds) * 1000 - Number(milliSeconds))).toBeLessThan(2000);
    expect(Number.isInteger(seconds)).toBe(true);
  },
);

js.covers(
  '`util.time` turns ISO 8601 with `Z` or an offset into epoch milliseconds, those into seconds, and back',
  timeHelpers,
  async () => {
    expect(await probes.json('utilities')).toMatchObject({
      parsed: 1767323045678,
      parsedWithOffset: 1767319445000,
      written: '2026-01-02T03:04:05.678Z',
      inSeconds: 1767323045,
    });
  },
);

js.covers('`util.time` tells the time of the local cloud’s clock', here(timeHelpers), async () => {
  const before = await probes.json('utilities');
  target.local.clock.advance(600_000);
  const after = await probes.json('utilities');
  expect(Number(after['milliSeconds']) - Number(before['milliSeconds'])).toBeGreaterThanOrEqual(600_000);
});

js.covers(
  '`util.matches` takes a Java pattern, and the whole text has to match',
  documented('AppSync developer guide, Built-in utilities; java.util.regex.Pattern'),
  async () => {
    const matches = async (pattern: string, text: string) =>
      (await probes.run('patterns', { matches: pattern, text })).value;
    expect(await matches('a*b', 'aaaaab')).toBe('true');
    expect(await matches('a*b', 'aaaaabc')).toBe('false');
    expect(await matches('^[0-9A-HJKMNP-TV-Z]{26}$', '01KDYAK348696SVNNBBN3DH2T1')).toBe('true');
    expect(await matches('\\d+(-\\d+)?', '12-3')).toBe('true');
  },
);

js.covers(
  '`replace` and `replaceAll` of strings take Java patterns, `.` among them, and `$1` stands for a group',
  documented('AppSync developer guide, Supported runtime features; java.util.regex.Matcher'),
  async () => {
    const replaced = async (order: object) => (await probes.run('patterns', order)).value;
    expect(await replaced({ text: 'a.b', replace: '.', by: 'x' })).toBe('x.b');
    expect(await replaced({ text: 'a.b', replaceAll: '.', by: 'x' })).toBe('xxx');
    expect(await replaced({ text: 'a.b.c', replaceAll: '\\.', by: '-' })).toBe('a-b-c');
    expect(await replaced({ text: 'john smith', replaceAll: '(\\w+) (\\w+)', by: '$2, $1' })).toBe('smith, john');
  },
);

js.refuses(
  'A pattern that only Java reads (possessive quantifier, atomic group, inline flag, `\\p{…}`, `\\Q…\\E`, class intersection) fails the field with errorType `Code`, and the log names it',
  here(documented('java.util.regex.Pattern: AppSync runs them')),
  async () => {
    for (const matches of ['a++', '(?>a)', '(?i)a', '\\p{Alpha}', '\\Qa\\E', '[a-z&&[^b]]']) {
      const { errors } = await probes.run('patterns', { matches, text: 'a' });
      expect(errors).toMatchObject([{ errorType: 'Code' }]);
      expect(JSON.stringify(logged.at(-1))).toContain('not emulated');
    }
  },
);

js.covers('`JSON.parse` of what is not JSON gives a blank string', features, async () => {
  expect(await probes.json('utilities')).toMatchObject({ notJson: '' });
});

js.covers(
  'The statements, operators, literals and functions that the guide lists run: for-in, for-of, break, switch, spread, rest, templates, ??, ?., bitwise operators, delete',
  features,
  async () => {
    expect(await probes.json('language')).toEqual({
      loops: ['a', 'b', 1, 2],
      switch: ['one', 'other'],
      operators: ['nothing', 'none', 3, 2, 16, 'number', true],
      spread: [{ c: { d: [2] }, e: 1 }, [1, 2, 3], 2],
      template: 'a nested 1\nb',
      strings: ['Ab,c', ['  Ab', 'c '], 3, '  AB,C ', 'b', 'ab'],
      objects: [['a', 'b', 'c'], [['k', 1]], true, { k: 1 }],
      arrays: [[1, 2, 3], [1, 2], [2, 4], [2, 3], 6, 2, true, [1, 1, 2, 2]],
      numbers: [true, false, 1, 2, 1, 5],
    });
  },
);

js.covers('`console.log` and `console.error` go to the log, objects as JSON', here(features), async () => {
  await probes.run('logs', 'a photo');
  expect(logged).toContainEqual(expect.objectContaining({ level: 'info', message: 'asked for a photo' }));
  expect(logged).toContainEqual(expect.objectContaining({ level: 'error', message: '{"failed":"a photo"}' }));
});

js.covers(
  'A handler that fails while it runs fails its field with errorType `Code`, and its data source is not asked',
  seenByOthers('aws-appsync-community#328'),
  async () => {
    for (const input of ['undefined', 'time']) {
      const { value, errors } = await probes.run('fails', input);
      expect(value).toBeNull();
      expect(errors).toMatchObject([
        { path: ['probes', 'fails'], errorType: 'Code', errorInfo: null, data: null, locations: [{ line: 1 }] },
      ]);
    }
  },
);

js.covers(
  'What failed and where is written to the log; the caller learns no more than `Runtime Error`',
  here(assumed('AWS was seen to tell the caller more (aws-appsync-community#328); nothing may rely on it')),
  async () => {
    const { errors } = await probes.run('fails', 'undefined');
    expect(errors).toMatchObject([{ message: 'Runtime Error' }]);
    expect(JSON.stringify(logged.at(-1))).toMatch(/Probes\.fails request at Probes\.fails\.js:\d+:\d+: TypeError/);
  },
);

js.covers(
  'A loop runs 1,000 times; the run after that fails the field',
  documented('AppSync endpoints and quotas: iterations in a loop'),
  async () => {
    const list = (length: number) => Array.from({ length }, (_, i) => i);
    const members = (length: number) => Object.fromEntries(list(length).map((i) => [`k${i}`, i]));
    expect((await probes.run('loops', { of: true, over: list(1000) })).value).toBe('1000');
    expect((await probes.run('loops', { of: false, over: members(1000) })).value).toBe('1000');
    expect(await probes.run('loops', { of: true, over: list(1001) })).toMatchObject({ value: null, errors: [{}] });
    expect(await probes.run('loops', { of: false, over: members(1001) })).toMatchObject({ value: null, errors: [{}] });
  },
);

js.covers(
  'A handler hands on up to 5 MB; more fails the field',
  documented('AppSync endpoints and quotas: evaluated resolver size'),
  async () => {
    const doublings = (count: number) => Array.from({ length: count }, () => 0);
    expect((await probes.run('output', doublings(22))).value).toBe(String(2 ** 22));
    expect(await probes.run('output', doublings(23))).toMatchObject({ value: null, errors: [{}] });
  },
);
