import type { AnalysisRecord } from '../../schema/events.ts';
import { labelFloor, labelIndexFloor, maxIndexedNames } from '../../schema/limits.ts';

type Label = NonNullable<AnalysisRecord['labels']>[number];

/** A label's name as it is compared: `Mobile Phone` and `mobile phone` are the same. `#` parts keys. */
export function labelKey(name: string): string {
  return name.trim().toLowerCase().replaceAll('#', '-');
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

/** Stands for whatever label is the surest, among names; no label has it. */
export const surestLabel = '';

/** The highest confidence of any label; undefined when there is none. */
export function surestConfidence(labels: readonly Label[] = []): number | undefined {
  return labels.length > 0 ? Math.max(...labels.map(({ confidence }) => confidence)) : undefined;
}

/**
 * A range of the label index: the analyses in which a label was seen with a confidence in tens (`5` is 50 to 59, `9` is
 * 90 to 100) or in whole percents (`97` is 97 to 97.99…), in the order of their ids.
 */
export interface LabelPlace {
  name: string;
  bucket: string;
}

/**
 * Every place of the index that an analysis has, with the exact confidence. Each name has two, one in tens and one in
 * whole percents: a threshold then needs at most 9 fine ranges and the tens above them.
 */
export function labelPlaces(labels: readonly Label[] = []): Map<string, number> {
  const surest = surestConfidence(labels);
  const names = { ...indexedNames(labels), ...(surest !== undefined && { [surestLabel]: surest }) };
  return new Map(
    Object.entries(names).flatMap(([name, confidence]) =>
      [tens(confidence), percent(confidence)].map((bucket): [string, number] => [
        placeName({ name, bucket }),
        confidence,
      ]),
    ),
  );
}

/** How a place is written in keys. */
export function placeName({ name, bucket }: LabelPlace): string {
  return `${name}#${bucket}`;
}

/**
 * The places in which a label with at least this confidence is, and whether some in there may have less: none does when
 * the threshold is a whole number.
 */
export function placesFrom(name: string, least: number): { place: LabelPlace; mayHaveLess: boolean }[] {
  const floor = name === surestLabel ? labelFloor : labelIndexFloor;
  const from = Math.max(least, floor);
  const ten = Math.floor(from / 10);
  // Nothing is below the floor: the tens that it lies in are good as a whole.
  const wholeTens = from === floor || (from % 10 === 0 && from <= 90);
  const fine = wholeTens ? [] : range(Math.floor(from), from >= 90 ? 100 : ten * 10 + 9);
  return [
    ...fine.map((whole) => ({ place: { name, bucket: percent(whole) }, mayHaveLess: whole < from })),
    ...range(wholeTens ? ten : ten + 1, 9).map((tens) => ({
      place: { name, bucket: String(tens) },
      mayHaveLess: false,
    })),
  ];
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

function tens(confidence: number): string {
  return String(Math.min(9, Math.floor(confidence / 10)));
}

/** Two digits at least, so that no percent is taken for a ten. */
function percent(confidence: number): string {
  return String(Math.floor(confidence)).padStart(2, '0');
}
