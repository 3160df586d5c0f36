import { intersectionOverUnion, type Box } from './models/box.ts';
import type { CocoClass } from './models/coco.ts';
import { calibrated, type Calibration } from './models/detection-model.ts';

/** What one network found: calibrated probability, box in ratios of the photo. */
export interface Opinion {
  className: CocoClass;
  probability: number;
  box: Box;
}

/** An object of the photo, as all networks together see it. */
export interface DetectedObject {
  className: CocoClass;
  /** 0 to 100. */
  confidence: number;
  /** In ratios of the photo, within 0 and 1. */
  box: Box;
}

/** Boxes of two networks that overlap by more than this are of the same object. */
const SAME_OBJECT = 0.55;
/** Two classes of one family never fill the same box: of a horse and a cow that overlap by more, one is wrong. */
const SAME_PLACE = 0.7;
const MOST_OBJECTS = 100;

/** From the networks' mean probability to that of the object; fitted on 128 training photos of COCO. */
const CONSENSUS: Calibration = { slope: 1.217, offset: 0.904 };

const FAMILIES: readonly (readonly CocoClass[])[] = [
  ['bird', 'cat', 'dog', 'horse', 'sheep', 'cow', 'elephant', 'bear', 'zebra', 'giraffe'],
  ['bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train', 'truck', 'boat'],
  ['bottle', 'wine glass', 'cup', 'bowl', 'vase'],
  ['chair', 'couch', 'bed'],
  ['tv', 'laptop'],
];

/** Opinions, at most one of each network, that are about one object. */
interface Cluster {
  className: CocoClass;
  opinions: Map<number, Opinion>;
  box: Box;
}

/**
 * Joins what several networks found in a photo. Objects that more networks see are more certain, and their box is the
 * mean of the networks' boxes, weighted by probability.
 * @param networks one list of opinions a network
 * @returns most certain first
 */
export function fuse(networks: readonly (readonly Opinion[])[]): DetectedObject[] {
  const objects = cluster(networks).map(({ className, box, opinions }) => {
    const sum = [...opinions.values()].reduce((total, { probability }) => total + probability, 0);
    return { className, box, confidence: 100 * calibrated(sum / networks.length, CONSENSUS) };
  });
  return oneOfAFamily(objects.sort((a, b) => b.confidence - a.confidence).slice(0, MOST_OBJECTS));
}

function cluster(networks: readonly (readonly Opinion[])[]): Cluster[] {
  const clusters: Cluster[] = [];
  const opinions = networks
    .flatMap((list, network) => list.map((opinion) => ({ network, opinion })))
    .sort((a, b) => b.opinion.probability - a.opinion.probability);
  for (const { network, opinion } of opinions) {
    const home = closest(clusters, network, opinion);
    if (home) {
      home.opinions.set(network, opinion);
      home.box = weightedMean([...home.opinions.values()]);
    } else {
      clusters.push({ className: opinion.className, box: opinion.box, opinions: new Map([[network, opinion]]) });
    }
  }
  return clusters;
}

/** The cluster of the same class that overlaps most and that the network has no part in yet. */
function closest(clusters: readonly Cluster[], network: number, { className, box }: Opinion): Cluster | undefined {
  let best: Cluster | undefined;
  let bestOverlap = SAME_OBJECT;
  for (const candidate of clusters) {
    if (candidate.className !== className || candidate.opinions.has(network)) continue;
    const overlap = intersectionOverUnion(candidate.box, box);
    if (overlap > bestOverlap) [best, bestOverlap] = [candidate, overlap];
  }
  return best;
}

function weightedMean(opinions: readonly Opinion[]): Box {
  const total = opinions.reduce((sum, { probability }) => sum + probability, 0);
  const edge = (of: keyof Box) =>
    opinions.reduce((sum, { probability, box }) => sum + probability * box[of], 0) / total;
  return { left: edge('left'), top: edge('top'), right: edge('right'), bottom: edge('bottom') };
}

/** Drops an object whose place a more certain one of the same family, but of another class, has taken. */
function oneOfAFamily(objects: readonly DetectedObject[]): DetectedObject[] {
  const kept: DetectedObject[] = [];
  for (const object of objects) {
    const family = FAMILIES.find((members) => members.includes(object.className));
    const displaced = kept.some(
      (better) =>
        better.className !== object.className &&
        family?.includes(better.className) &&
        intersectionOverUnion(better.box, object.box) > SAME_PLACE,
    );
    if (!displaced) kept.push(object);
  }
  return kept;
}
