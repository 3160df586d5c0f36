import type { AnalysisRecord } from '../../schema/events.ts';
import { labelIndexFloor, maxIndexedNames } from '../../schema/limits.ts';

type Label = NonNullable<AnalysisRecord['labels']>[number];

/** A label's name as it is compared: `Mobile Phone` and `mobile phone` are the same. */
function labelKey(name: string): string {
  return name.trim().toLowerCase();
}

/**
 * The highest confidence by every name that a photo can be found under: labels (ancestors are labels of their own)
 * and their aliases, in lower case.
 */
export function confidenceByName(labels: readonly Label[]): Record<string, number> {
  const highest = new Map<string, number>();
  for (const { name, aliases, confidence } of labels) {
    for (const key of [name, ...aliases].map(labelKey)) {
      highest.set(key, Math.max(confidence, highest.get(key) ?? 0));
    }
  }
  return Object.fromEntries(highest);
}

/** The names that a photo's analysis is indexed under, the surest first, with their confidence. */
export function indexedNames(labels: readonly Label[] = []): Record<string, number> {
  const sure = Object.entries(confidenceByName(labels)).filter(([, confidence]) => confidence >= labelIndexFloor);
  return Object.fromEntries(sure.sort(([, a], [, b]) => b - a).slice(0, maxIndexedNames));
}
