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
  /** Its own places that are shown, the surest first; none when it was seen in the photo as a whole. */
  places: Place[];
  /** Its ancestors, the broadest first. */
  trail: string[];
  /** Whether pointing at it shows any place, its own or that of something it includes. */
  placed: boolean;
  /** Names of the categories it belongs to. */
  categories: readonly string[];
}

export interface LabelView {
  /** The most specific labels, the surest first. */
  specific: LabelRow[];
  /** Labels that are ancestors of others shown, the surest first. */
  broader: LabelRow[];
  /** Places of all shown labels, the largest first, so that the smallest lies on top. */
  places: Place[];
  /** Names of the labels that the threshold hides, the surest first. */
  hidden: string[];
  /** How many places of shown labels it hides. */
  hiddenPlaces: number;
}

/** What of a photo's labels is to be seen at a threshold of 0 to 100. */
export function viewLabels(labels: readonly Label[], threshold: number): LabelView {
  const sorted = [...labels].sort(bySureness);
  const shown = sorted.filter(({ confidence }) => confidence >= threshold);
  const allPlaces = shown.flatMap(placesOf);
  const places = allPlaces.filter(({ confidence }) => confidence >= threshold).sort((a, b) => area(b) - area(a));
  const depths = new Map(labels.map(({ name, parents }) => [name, parents.length]));
  const depth = (name: string) => depths.get(name) ?? 0;
  const ancestors = new Set(shown.flatMap(({ parents }) => parents));
  const placedNames = new Set(places.map(({ label }) => label));
  const placed = new Set(
    shown.filter(({ name }) => placedNames.has(name)).flatMap(({ name, parents }) => [name, ...parents]),
  );
  const rows = shown.map(({ name, confidence, parents, categories }): LabelRow => ({
    name,
    confidence,
    places: places.filter(({ label }) => label === name).sort((a, b) => b.confidence - a.confidence),
    trail: [...parents].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)),
    placed: placed.has(name),
    categories,
  }));
  return {
    specific: rows.filter(({ name }) => !ancestors.has(name)),
    broader: rows.filter(({ name }) => ancestors.has(name)),
    places,
    hidden: sorted.slice(shown.length).map(({ name }) => name),
    hiddenPlaces: allPlaces.length - places.length,
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

/** Rows under the categories they belong to, the surest row first and each category where its surest row is. */
export function byCategory(rows: readonly LabelRow[]): { category: string | undefined; rows: LabelRow[] }[] {
  const groups = new Map<string | undefined, LabelRow[]>();
  for (const row of [...rows].sort(bySureness)) {
    const categories = row.categories.length > 0 ? row.categories : [undefined];
    for (const category of categories) groups.set(category, [...(groups.get(category) ?? []), row]);
  }
  return [...groups].map(([category, members]) => ({ category, rows: members }));
}

function placesOf({ name, instances }: Label): Place[] {
  return instances.map(({ confidence, box }, index) => ({ key: `${name} ${index}`, label: name, confidence, box }));
}

type Named = Pick<Label, 'name' | 'confidence'>;

function area({ box }: Place): number {
  return box.width * box.height;
}

function bySureness(a: Named, b: Named): number {
  return b.confidence - a.confidence || (a.name < b.name ? -1 : 1);
}
