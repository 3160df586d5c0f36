import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { readWeights, weightsManifest, type Weight } from './weights.ts';

/** TensorFlow.js writes bytes either as base64 or, in older files, as an array of character codes. */
const text = z
  .union([z.base64(), z.array(z.number())])
  .transform((bytes) => (typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : Buffer.from(bytes)).toString());

const attribute = z.object({
  s: text.optional(),
  f: z.number().optional(),
  b: z.boolean().optional(),
  list: z.object({ s: z.array(text).default([]), i: z.array(z.coerce.number()).default([]) }).optional(),
});

const graphNode = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attribute).default({}),
});

const modelFile = z.object({
  modelTopology: z.object({ node: z.array(graphNode) }),
  weightsManifest,
});

/** One operation of a TensorFlow graph; `input` names other nodes (`^name` is control flow only). */
export type GraphNode = z.infer<typeof graphNode>;

export interface GraphModel {
  nodes: Map<string, GraphNode>;
  /** The values of the graph's `Const` nodes, by node name. */
  weights: Map<string, Weight>;
}

/**
 * Reads a TensorFlow.js graph model.
 * @param file path of its `model.json`; the weight shards lie beside it.
 */
export function readGraphModel(file: string): GraphModel {
  const model = modelFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    nodes: new Map(model.modelTopology.node.map((node) => [node.name, node])),
    weights: readWeights(model.weightsManifest, path.dirname(file)),
  };
}
