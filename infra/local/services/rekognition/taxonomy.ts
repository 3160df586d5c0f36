import type { CocoClass } from './models/coco.ts';
import { COCO_LABELS, LABELS, type Category } from './vocabulary.ts';

/** A label's place in Rekognition's vocabulary. */
export interface Label {
  name: string;
  aliases: readonly string[];
  category: Category;
  /** All ancestors, in alphabetical order, as Rekognition lists them. */
  parents: readonly string[];
}

const labels = new Map<string, Label>();

/** The label of this name with all its ancestors. */
export function labelNamed(name: string): Label {
  const known = labels.get(name);
  if (known) return known;
  const entry = LABELS[name];
  if (!entry) throw new RangeError(`There is no label "${name}".`);
  const { aliases = [], category, parents: direct = [] } = entry;
  const parents = [...new Set(direct.flatMap((parent) => [parent, ...labelNamed(parent).parents]))].sort();
  const label = { name, aliases, category, parents };
  labels.set(name, label);
  return label;
}

/** Rekognition's label for what the networks call `className`. */
export function labelOf(className: CocoClass): Label {
  return labelNamed(COCO_LABELS[className]);
}
