import { describe, expect, it } from 'vitest';
import type { Report } from '../../api/api.ts';
import { daysBefore, daysBetween } from './days.ts';
import { reportCsv } from './export.ts';

const totals = (change: Partial<Report['total']> = {}): Report['total'] => ({
  photos: 2,
  completed: 1,
  rejected: 1,
  failed: 0,
  expired: 0,
  bytes: 1000,
  medianMs: null,
  p95Ms: null,
  labels: [],
  ...change,
});

describe('reportCsv', () => {
  it('has a line a day, and quotes what needs it', () => {
    const labels = [
      { name: 'Sheep, young', count: 2, meanConfidence: 90 },
      { name: 'Grass', count: 1, meanConfidence: 80 },
    ];
    expect(reportCsv({ days: [{ day: '2026-01-02', totals: totals({ labels }) }] })).toBe(
      'day,photos,completed,rejected,failed,expired,bytes,medianMs,p95Ms,labels\n' +
        '2026-01-02,2,1,1,0,0,1000,,,"Sheep, young 2; Grass 1"\n',
    );
  });

  it('makes no formula of a name', () => {
    const labels = [{ name: '=HYPERLINK("x")', count: 1, meanConfidence: 90 }];
    expect(reportCsv({ days: [{ day: '2026-01-02', totals: totals({ labels }) }] })).not.toMatch(/[,"]=HYPER/);
  });
});

describe('days', () => {
  it('are counted over months and leap years', () => {
    expect(daysBefore('2026-03-01', 1)).toBe('2026-02-28');
    expect(daysBetween('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
    expect(daysBetween('2026-01-02', '2026-01-01')).toEqual([]);
  });
});
