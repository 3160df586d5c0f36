import { describe, expect, it } from 'vitest';
import { prices } from '../../infra/list-prices.ts';
import { overheadOf, priceOf, rowsOf, sumOf, times, unitsOf } from './bill.ts';

describe('a bill', () => {
  it('adds up what was used at its price, the dearest service first', () => {
    const each = { detection: 1, write: 20, read: 4, put: 2, get: 5 };
    const rows = rowsOf(each);
    expect(rows.map(({ service }) => service)).toEqual(['Rekognition', 'DynamoDB', 'S3']);
    expect(rows[1]?.usdPerThousand).toBeCloseTo((20 * 0.625 + 4 * 0.125) / 1000, 10);
    expect(rows[2]?.usdPerThousand).toBeCloseTo((2 * 5 + 5 * 0.4) / 1000, 10);
    expect(overheadOf(rows)).toBeCloseTo(priceOf(each) * 1000 - prices.detection.usd * 1000, 10);
  });

  it.each([
    ['a push of 5 kB', { kind: 'push', bytes: 5120 }, { push: 1, sentOut: 5120 }],
    ['a push of a byte more', { kind: 'push', bytes: 5121 }, { push: 2, sentOut: 5121 }],
    ['an event of 65 kB', { kind: 'event', source: 'any', bytes: 65 * 1024 }, { event: 2 }],
    ['a minute and a bit of a connection', { kind: 'connection', ms: 61_000 }, { connection: 2 }],
    ['a PUT', { kind: 'call', service: 's3', operation: 'PutObject', ms: 1 }, { put: 1 }],
    ['a GET', { kind: 'call', service: 's3', operation: 'HeadObject', ms: 1 }, { get: 1 }],
    ['a DELETE', { kind: 'call', service: 's3', operation: 'DeleteObject', ms: 1 }, {}],
    ['a message', { kind: 'call', service: 'sqs', operation: 'SendMessage', ms: 1 }, { message: 1 }],
    ['capacity', { kind: 'write', operation: 'PutItem', by: 'any', units: 3 }, { write: 3 }],
  ] as const)('counts %s as AWS does', (_what, usage, units) => {
    expect(unitsOf(usage)).toEqual(units);
  });

  it('counts whole milliseconds of memory, a request and its log', () => {
    expect(unitsOf({ kind: 'run', function: 'any', memoryMb: 512, ms: 99.2 })).toMatchObject({
      run: 1,
      gigabyteSecond: 0.05,
    });
  });

  it('takes away what would have been there anyway', () => {
    expect(sumOf([{ write: 7, read: 2 }, times({ read: 2 }, -1)])).toEqual({ write: 7, read: 0 });
  });
});
