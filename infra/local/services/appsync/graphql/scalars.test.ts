import { describe, expect, it } from 'vitest';
import { awsScalars } from './scalars.ts';

function accepts(name: string, value: unknown): boolean {
  const scalar = awsScalars.find((each) => each.name === name);
  try {
    return scalar !== undefined && scalar.parseValue(value) === value && scalar.serialize(value) === value;
  } catch {
    return false;
  }
}

describe('AppSync scalars', () => {
  it.each([
    [
      'AWSDate',
      ['2026-02-28', '1970-01-01Z', '1970-01-01-07:00', '1970-01-01+05:30'],
      ['2026-02-30', '2026-2-1', '', 5],
    ],
    ['AWSTime', ['12:00:34.1', '12:00', '12:00:34Z'], ['24:00', '12:60', 'noon']],
    [
      'AWSDateTime',
      ['1930-01-01T16:00:00-07:00', '2026-11-22T10:56:21.000Z', '2020-01-01T00:00+00:00'],
      ['2019', '2026-01-01', '2026-01-01T00:00:00', '2026-13-01T00:00:00Z', '2026-01-01T25:00Z'],
    ],
    ['AWSTimestamp', [-123123, 0], [1.5, '1']],
    ['AWSEmail', ['a@b', 'jeff@amazon.com'], ['a', '@b', 'a b@c']],
    ['AWSURL', ['https://www.amazon.com/dp/B000NZW3KC/', 'mailto:example@example.com'], ['www.amazon.com', '']],
    [
      'AWSIPAddress',
      ['123.12.34.56', '1a2b:3c4b::1234:4567', '123.45.67.89/16', '::1/128'],
      ['1.2.3', '1.2.3.4/33', '1.2.3.4/', 'host'],
    ],
  ])('%s', (name, valid, invalid) => {
    expect(valid.filter((value) => !accepts(name, value))).toEqual([]);
    expect(invalid.filter((value) => accepts(name, value))).toEqual([]);
  });
});
