import type { Report } from '../../api/api.ts';

/** Labels of a mean confidence in this range, `from` included. */
export interface Band {
  from: number;
  to: number;
  count: number;
}

const WIDTH = 10;

/** How often labels were seen, by their mean confidence in tens; from the lowest band that holds any to 100. */
export function bandsOf(labels: Report['total']['labels']): Band[] {
  const startOf = (confidence: number) => Math.min(90, Math.floor(confidence / WIDTH) * WIDTH);
  const lowest = Math.min(...labels.map(({ meanConfidence }) => startOf(meanConfidence)));
  if (!Number.isFinite(lowest)) return [];
  return Array.from({ length: (100 - lowest) / WIDTH }, (_, index) => {
    const from = lowest + index * WIDTH;
    const inside = labels.filter(({ meanConfidence }) => startOf(meanConfidence) === from);
    return { from, to: from + WIDTH, count: inside.reduce((sum, { count }) => sum + count, 0) };
  });
}
