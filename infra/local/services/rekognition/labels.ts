import type { DetectedObject } from './fuse.ts';
import type { DetectLabelsRequest, LabelFilters } from './request.ts';
import { labelNamed, labelOf, type Label } from './taxonomy.ts';

/** A label as DetectLabels answers it; confidences in percent, boxes in ratios of the displayed image. */
export interface LabelAnswer {
  Name: string;
  Confidence: number;
  Instances: InstanceAnswer[];
  Parents: { Name: string }[];
  Aliases: { Name: string }[];
  Categories: { Name: string }[];
}

interface InstanceAnswer {
  BoundingBox: { Width: number; Height: number; Left: number; Top: number };
  Confidence: number;
}

type Selection = Pick<DetectLabelsRequest, 'minConfidence' | 'maxLabels' | 'filters'>;

/**
 * The labels of a photo: one for each kind of object, with an instance an object, and one for each of its ancestors.
 * A label is as certain as its most certain object or descendant. Most certain first; equals by name, as Rekognition.
 * What is below `minConfidence` is left out, labels and instances alike.
 */
export function labelsOf(
  objects: readonly DetectedObject[],
  { minConfidence, maxLabels, filters }: Selection,
): LabelAnswer[] {
  const answers = new Map<string, LabelAnswer>();
  const answerFor = (label: Label) => {
    const answer = answers.get(label.name) ?? emptyAnswer(label);
    answers.set(label.name, answer);
    return answer;
  };
  for (const object of objects.map(inSinglePrecision)) {
    if (object.confidence < minConfidence) continue;
    const label = labelOf(object.className);
    for (const related of [label, ...label.parents.map(labelNamed)]) {
      const answer = answerFor(related);
      answer.Confidence = Math.max(answer.Confidence, object.confidence);
    }
    answerFor(label).Instances.push(instanceOf(object));
  }
  return [...answers.values()]
    .filter(({ Name }) => isWanted(labelNamed(Name), filters))
    .sort((a, b) => b.Confidence - a.Confidence || (a.Name < b.Name ? -1 : 1))
    .slice(0, maxLabels);
}

function emptyAnswer({ name, parents, aliases, category }: Label): LabelAnswer {
  return {
    Name: name,
    Confidence: 0,
    Instances: [],
    Parents: parents.map((Name) => ({ Name })),
    Aliases: aliases.map((Name) => ({ Name })),
    Categories: [{ Name: category }],
  };
}

function instanceOf({ box, confidence }: DetectedObject): InstanceAnswer {
  return {
    BoundingBox: {
      Width: Math.fround(box.right - box.left),
      Height: Math.fround(box.bottom - box.top),
      Left: Math.fround(box.left),
      Top: Math.fround(box.top),
    },
    Confidence: confidence,
  };
}

/** Rekognition's numbers are 32-bit floats. */
function inSinglePrecision(object: DetectedObject): DetectedObject {
  return { ...object, confidence: Math.fround(object.confidence) };
}

/** Filters look at a label's own name and category, not at its relatives'. Exclusion wins; either inclusion suffices. */
function isWanted({ name, category }: Label, filters: LabelFilters): boolean {
  const { includeLabels, excludeLabels, includeCategories, excludeCategories } = filters;
  if (excludeLabels.includes(name) || excludeCategories.includes(category)) return false;
  if (includeLabels.length === 0 && includeCategories.length === 0) return true;
  return includeLabels.includes(name) || includeCategories.includes(category);
}
