import { median, quantile, rounded } from '../measuring.ts';

/** What one turn of a path took. */
export interface Turn {
  /** From the first photo's beginning to the last one's end. */
  wallMs: number;
  /** Of each photo, in the order in which they were taken up. */
  latenciesMs: number[];
}

export interface Row {
  concurrency: number;
  /** What the whole path takes longer than the detector with the same photo in the same round. */
  overheadMsP50: number;
  overheadMsP99: number;
  /** The whole path to the detector, medians. */
  latencyRatio: number;
  /** The whole path to the detector, the median of the rounds. */
  throughputRatio: number;
}

export interface Measured extends Row {
  /** Median latencies. */
  detectorMs: number;
  pathMs: number;
  /** Photos a second, medians of the rounds. */
  detectorPerSecond: number;
  pathPerSecond: number;
  /** The least and the greatest of the rounds. */
  throughputSpread: [number, number];
}

/** Puts the two paths side by side, round by round. */
export function rowOf(concurrency: number, detector: readonly Turn[], path: readonly Turn[]): Measured {
  const pairs = path.map((whole, round) => ({ whole, alone: detector[round] ?? { wallMs: NaN, latenciesMs: [] } }));
  const overheads = pairs.flatMap(({ whole, alone }) =>
    whole.latenciesMs.map((ms, nth) => ms - (alone.latenciesMs[nth] ?? NaN)),
  );
  const perSecond = ({ wallMs, latenciesMs }: Turn) => (1000 * latenciesMs.length) / wallMs;
  const ratios = pairs.map(({ whole, alone }) => perSecond(whole) / perSecond(alone));
  const latencyOf = (turns: readonly Turn[]) => median(turns.flatMap(({ latenciesMs }) => latenciesMs));
  return {
    concurrency,
    overheadMsP50: rounded(median(overheads), 1),
    overheadMsP99: rounded(quantile(overheads, 0.99), 1),
    latencyRatio: rounded(latencyOf(path) / latencyOf(detector), 2),
    throughputRatio: rounded(median(ratios), 2),
    detectorMs: rounded(latencyOf(detector), 1),
    pathMs: rounded(latencyOf(path), 1),
    detectorPerSecond: rounded(median(detector.map(perSecond)), 1),
    pathPerSecond: rounded(median(path.map(perSecond)), 1),
    throughputSpread: [rounded(Math.min(...ratios), 2), rounded(Math.max(...ratios), 2)],
  };
}
