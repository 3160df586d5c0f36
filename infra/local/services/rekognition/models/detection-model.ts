import type { Extent } from '../tfjs-to-onnx/convert.ts';
import { intersectionOverUnion, type Box } from './box.ts';
import { COCO_CLASSES, type CocoClass } from './coco.ts';

/** An object as one network sees it. */
export interface Candidate {
  className: CocoClass;
  /** The network's own score, 0 to 1: comparable within a network, not a probability. */
  score: number;
  /** In pixels of the network's input. */
  box: Box;
}

/** What turns a network into a detector: which part of its graph to run, what to feed it and how to read its answer. */
export interface DetectionModel {
  /** Path of the TensorFlow.js `model.json`. */
  file: string;
  extent: Extent;
  /** Width and height of its input, in pixels. */
  size: number;
  /** Whether a photo is distorted to the square input, or keeps its proportions and is padded at its right or bottom. */
  fit: 'stretch' | 'letterbox';
  /** Turns a score into the probability that it is right; fitted on 128 training photos of COCO. */
  calibration: Calibration;
  /** From interleaved 8-bit RGB to the input tensor. */
  toTensor(rgb: Uint8Array): Float32Array;
  decode(outputs: Outputs): Candidate[];
}

/** A network's results by name. */
export type Outputs = Readonly<Record<string, Float32Array>>;

/** Platt scaling: sigmoid(slope * logit(score) + offset). */
export interface Calibration {
  slope: number;
  offset: number;
}

/** Below this score a candidate is not worth keeping: it is right once in a few hundred times. */
export const SCORE_FLOOR = 0.05;

export function calibrated(score: number, { slope, offset }: Calibration): number {
  return sigmoid(slope * logit(score) + offset);
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** The inverse of the sigmoid, kept finite at 0 and 1. */
export function logit(probability: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return Math.log(inside / (1 - inside));
}

export function outputOf(outputs: Outputs, name: string): Float32Array {
  const output = outputs[name];
  if (!output) throw new Error(`The network gave no "${name}".`);
  return output;
}

export function cocoClass(id: number): CocoClass {
  const className = COCO_CLASSES[id];
  if (className === undefined) throw new RangeError(`COCO has no class ${String(id)}.`);
  return className;
}

const MOST_CANDIDATES = 100;
const SAME_OBJECT = 0.5;

/** Non-maximum suppression: of boxes of one class that overlap by half or more, only the best stays. */
export function suppressOverlaps(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score)) {
    if (kept.length === MOST_CANDIDATES) break;
    const repeated = kept.some(
      (better) =>
        better.className === candidate.className && intersectionOverUnion(better.box, candidate.box) > SAME_OBJECT,
    );
    if (!repeated) kept.push(candidate);
  }
  return kept;
}
