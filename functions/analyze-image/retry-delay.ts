const longestSeconds = 300;

/** Seconds until a photo is tried again, after its `attempt`-th try (from 1): 2, 4, 8, … five minutes at most. */
export function secondsUntilRetry(attempt: number): number {
  return Math.min(longestSeconds, 2 ** Math.max(1, attempt));
}
