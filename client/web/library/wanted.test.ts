import fc from 'fast-check';
import { expect, it } from 'vitest';
import { announced } from '../../api/testing.ts';
import { everything, filterOf, libraryPath, meets, statuses, wantedOf } from './wanted.ts';

const queryOf = (path: string) => Object.fromEntries(new URL(path, 'https://example.com').searchParams);

it('is read from the address that it was written to', () => {
  const day = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const wanted = fc.record({
    label: fc.string(),
    status: fc.constantFrom('' as const, ...statuses),
    from: fc.oneof(fc.constant(''), day),
    to: fc.oneof(fc.constant(''), day),
    confidence: fc.integer({ min: 55, max: 100 }),
  });
  fc.assert(
    fc.property(wanted, (each) => {
      expect(wantedOf(queryOf(libraryPath(each)))).toEqual(each);
    }),
  );
});

it('has the plain address when nothing is asked for', () => {
  expect(libraryPath(everything)).toBe('/library');
  expect(filterOf(wantedOf({}))).toEqual({});
});

it.each([
  ['a state that there is not', { status: 'LOST' }],
  ['a day that is none', { from: '2026-02-31', to: 'tomorrow' }],
  ['a month that is none', { from: '2026-13-01' }],
  ['a confidence that cannot be', { confidence: '101' }],
  ['a confidence that is no number', { confidence: 'high' }],
])('asks for nothing by %s', (_, query) => {
  expect(wantedOf(query)).toEqual(everything);
});

const car = { name: 'Car', confidence: 90, aliases: ['Automobile'], parents: [], categories: [], instances: [] };
const photo = announced({ status: 'COMPLETED', createdAt: '2026-03-04T23:59:59Z', labels: [car] });

it.each([
  ['nothing asked for', {}, true],
  ['its label', { label: ' car ' }, true],
  ['an alias of its label', { label: 'automobile' }, true],
  ['another label', { label: 'boat' }, false],
  ['its label, less sure', { label: 'Car', confidence: 90 }, true],
  ['its label, surer', { label: 'Car', confidence: 91 }, false],
  ['any label, surer', { confidence: 91 }, false],
  ['its state', { status: 'COMPLETED' }, true],
  ['another state', { status: 'FAILED' }, false],
  ['its day', { from: '2026-03-04', to: '2026-03-04' }, true],
  ['days after it', { from: '2026-03-05' }, false],
  ['days before it', { to: '2026-03-03' }, false],
] as const)('says of %s whether a photo meets it', (_, change, found) => {
  expect(meets(photo, { ...everything, ...change })).toBe(found);
});
