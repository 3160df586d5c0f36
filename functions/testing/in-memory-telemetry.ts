import type { Log, Metrics } from '../domain/ports.ts';

/** Each metric with its value, in order. */
export type Measured = [name: Parameters<Metrics['add']>[0], value: number][];

/** Counts into `measured`. */
export function inMemoryMetrics(measured: Measured): Metrics {
  return { add: (name, value = 1) => void measured.push([name, value]) };
}

export const silentLog: Log = { about: () => {}, info: () => {}, warn: () => {}, error: () => {} };
