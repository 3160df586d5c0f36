import type { Label } from '../../api/api.ts';

/** How sure a label has to be to be shown, unless the reader says otherwise; Rekognition's own default. */
export const DEFAULT_THRESHOLD = 55;

/** One place where something was found. */
export interface Place {
  /** Unique among the photo's places. */
  key: string;
  /** Name of the label that was found there. */
  label: string;
  /** How sure the detector is of this one, 0 to 100. */
  confidence: number;
  /** In ratios of the displayed photo. */
  box: Label['instances'][number]['box'];
}

export interface LabelRow {
  name: string;
  confidence: number;
  /** How many of it were found at known places; 0 when it has no place of its own. */
  count: number;
  /** Its ancestors, the broadest first. */
  trail: string[];
  /** Whether pointing at it shows any place, its own or that of something it includes. */
  placed: boolean;
}

export interface LabelView {
  /** The most specific labels, the surest first. */
  specific: LabelRow[];
  /** Labels that are ancestors of others shown, the surest first. */
  broader: LabelRow[];
  /** Places of all shown labels, the largest first, so that the smallest lies on top. */
  places: Place[];
  /** How many labels the threshold hides. */
  hidden: number;
}

/** What of a photo's labels is to be seen at a threshold of 0 to 100. */
export function viewLabels(labels: readonly Label[], threshold: number): LabelView {
  const shown = labels.filter(({ confidence }) => confidence >= threshold).sort(bySureness);
  const places = shown.flatMap((label) => placesOf(label, threshold)).sort((a, b) => area(b) - area(a));
  const depths = new Map(labels.map(({ name, parents }) => [name, parents.length]));
  const depth = (name: string) => depths.get(name) ?? 0;
  const ancestors = new Set(shown.flatMap(({ parents }) => parents));
  const placedNames = new Set(places.map(({ label }) => label));
  const placed = new Set(
    shown.filter(({ name }) => placedNames.has(name)).flatMap(({ name, parents }) => [name, ...parents]),
  );
  const rows = shown.map(({ name, confidence, parents }): LabelRow => ({
    name,
    confidence,
    count: places.filter(({ label }) => label === name).length,
    trail: [...parents].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)),
    placed: placed.has(name),
  }));
  return {
    specific: rows.filter(({ name }) => !ancestors.has(name)),
    broader: rows.filter(({ name }) => ancestors.has(name)),
    places,
    hidden: labels.length - shown.length,
  };
}

/** The label and everything that is a kind of it: pointing at Animal means every Sheep and every Dog. */
export function kindsOf(labels: readonly Label[], name: string): Set<string> {
  return new Set([name, ...labels.filter(({ parents }) => parents.includes(name)).map((label) => label.name)]);
}

/** A confidence of 0 to 100 as people read it. Only a certain one is called 100%. */
export function percent(confidence: number): string {
  return `${confidence < 100 ? Math.min(99, Math.round(confidence)) : 100}%`;
}

function placesOf({ name, instances }: Label, threshold: number): Place[] {
  return instances
    .map(({ confidence, box }, index) => ({ key: `${name} ${index}`, label: name, confidence, box }))
    .filter(({ confidence }) => confidence >= threshold);
}

function area({ box }: Place): number {
  return box.width * box.height;
}

function bySureness(a: Label, b: Label): number {
  return b.confidence - a.confidence || (a.name < b.name ? -1 : 1);
}
