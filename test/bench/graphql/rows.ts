import { median, quantile, rounded } from '../measuring.ts';
import type { Loaded } from './load.ts';

export interface Row {
  field: string;
  requestsPerSecond: number;
  p99Ms: number;
  yogaRequestsPerSecond: number;
  yogaP99Ms: number;
  simulatorRequestsPerSecond: number;
  simulatorP99Ms: number;
  ratioToYoga: number;
  ratioToSimulator: number;
  /** The middle half of the rounds. */
  spreadToYoga: string;
  spreadToSimulator: string;
}

/** One row of the results of a field; ratios are of rounds, ours to theirs, and more is better. */
export function rowOf(
  field: string,
  mine: readonly Loaded[],
  yoga: readonly Loaded[],
  simulator: readonly Loaded[],
): Row {
  const toYoga = ratios(mine, yoga);
  const toSimulator = ratios(mine, simulator);
  return {
    field,
    requestsPerSecond: perSecond(mine),
    p99Ms: p99(mine),
    yogaRequestsPerSecond: perSecond(yoga),
    yogaP99Ms: p99(yoga),
    simulatorRequestsPerSecond: perSecond(simulator),
    simulatorP99Ms: p99(simulator),
    ratioToYoga: rounded(median(toYoga), 2),
    ratioToSimulator: rounded(median(toSimulator), 2),
    spreadToYoga: spread(toYoga),
    spreadToSimulator: spread(toSimulator),
  };
}

function ratios(mine: readonly Loaded[], theirs: readonly Loaded[]): number[] {
  return mine.map(({ requestsPerSecond }, round) => {
    return requestsPerSecond / (theirs[round]?.requestsPerSecond ?? Number.NaN);
  });
}

function spread(numbers: readonly number[]): string {
  return [0.25, 0.75].map((share) => rounded(quantile(numbers, share), 2)).join('–');
}

function perSecond(loaded: readonly Loaded[]): number {
  return Math.round(median(loaded.map(({ requestsPerSecond }) => requestsPerSecond)));
}

function p99(loaded: readonly Loaded[]): number {
  return rounded(median(loaded.map(({ p99Ms }) => p99Ms)), 1);
}
