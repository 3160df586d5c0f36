import { useState } from 'preact/hooks';
import { kindsOf, type LabelView } from '../../labels/label-view.ts';
import type { Label } from '../../../api/api.ts';

/** What is pointed at: a label with all its places, or one place of it. */
export interface Pointed {
  label: string;
  /** The place's key. */
  place?: string;
}

/** What the list of labels and the boxes in the photo tell each other. */
export interface Pointing {
  /** What is lit: what is pointed at now, else what was picked. */
  shown: Pointed | undefined;
  pointed: Pointed | undefined;
  /** Stays lit when nothing is pointed at. */
  picked: Pointed | undefined;
  point: (wanted: Pointed | undefined) => void;
  /** Picks, or lets go of what is picked. */
  pick: (wanted: Pointed | undefined) => void;
}

export function usePointing(): Pointing {
  const [pointed, point] = useState<Pointed>();
  const [picked, setPicked] = useState<Pointed>();
  const pick = (wanted: Pointed | undefined) => setPicked(isSame(picked, wanted) ? undefined : wanted);
  return { shown: pointed ?? picked, pointed, picked, point, pick };
}

export function isSame(a: Pointed | undefined, b: Pointed | undefined): boolean {
  return a?.label === b?.label && a?.place === b?.place;
}

/** Keys of the places that are lit: the one pointed at, or all of a label and of its kinds. */
export function litPlaces(
  shown: Pointed | undefined,
  { places }: Pick<LabelView, 'places'>,
  labels: readonly Label[],
): Set<string> {
  if (!shown) return new Set();
  const kinds = kindsOf(labels, shown.label);
  const lit = places.filter(({ key, label }) => (shown.place === undefined ? kinds.has(label) : key === shown.place));
  return new Set(lit.map(({ key }) => key));
}
