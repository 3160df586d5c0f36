import type { GraphModel, GraphNode } from './graph-model.ts';
import { OnnxGraph } from './onnx-graph.ts';
import { OPERATORS, type Operands } from './operators.ts';
import { foldedIntegers } from './shape-arithmetic.ts';
import type { FloatWeight } from './weights.ts';

export interface Extent {
  /** The node whose value the caller feeds; what comes before it in the graph is left out. */
  feed: string;
  /** Its shape, batch first, channels last; the batch is 1. */
  inputShape: readonly number[];
  /** The nodes whose values are wanted; the ONNX outputs have the same names. */
  outputs: readonly string[];
}

/** Name of the ONNX model's one input. */
export const INPUT = 'input';

/**
 * Rewrites the part of a TensorFlow.js graph between a fed node and the wanted outputs as an ONNX model. Layouts stay
 * TensorFlow's (channels last): where ONNX wants channels first, transpositions are put around the operation, and the
 * runtime's optimiser takes out those that cancel.
 * @returns bytes of an ONNX file
 * @throws Error naming the node when the graph has an operation that is not translated
 */
export function convert(model: GraphModel, extent: Extent): Buffer {
  const onnx = new OnnxGraph();
  const values = new Map([[extent.feed, onnx.input(INPUT, extent.inputShape)]]);

  const nodeOf = (name: string): GraphNode => {
    const node = model.nodes.get(name);
    if (!node) throw new Error(`The graph has no node "${name}".`);
    return node;
  };

  const operandsOf = (node: GraphNode): Operands => {
    const inputs = node.input.filter((name) => !name.startsWith('^'));
    const inputAt = (index: number): string => {
      const name = inputs[index];
      if (name === undefined) throw new Error(`Node "${node.name}" has no input ${String(index)}.`);
      return name;
    };
    return {
      count: inputs.length,
      value: (index) => valueOf(inputAt(index)),
      weight: (index) => weightOf(model, inputAt(index)),
      integers: (index) => foldedIntegers(model, inputAt(index)),
    };
  };

  const emit = (name: string): string => {
    const weight = model.weights.get(name);
    if (weight?.dtype === 'float32') return onnx.floats(weight.shape, weight.data);
    const node = nodeOf(name);
    const operator = OPERATORS[node.op];
    if (!operator) throw new Error(`Operation ${node.op} of node "${name}" is not translated.`);
    return operator(onnx, node, operandsOf(node));
  };

  const valueOf = (name: string): string => {
    const value = values.get(name) ?? emit(name);
    values.set(name, value);
    return value;
  };

  for (const output of extent.outputs) onnx.output(output, valueOf(output));
  return onnx.write();
}

function weightOf(model: GraphModel, name: string): FloatWeight {
  const weight = model.weights.get(name);
  if (weight?.dtype !== 'float32') throw new Error(`"${name}" is not a constant of floats.`);
  return weight;
}
