import type { GraphModel } from './graph-model.ts';

/**
 * The integers that a graph computes while it is converted, for example the target shape of a Reshape. With a batch of
 * one, the only thing ever taken from a running tensor's shape is that one.
 */
export function foldedIntegers(model: GraphModel, name: string): number[] {
  const weight = model.weights.get(name);
  if (weight) return Array.from(weight.data);
  const node = model.nodes.get(name);
  if (node?.op === 'Pack') return node.input.flatMap((input) => foldedIntegers(model, input));
  if (node?.op === 'StridedSlice' && isBatchSize(model, node.input)) return [1];
  throw new Error(`The integers of node "${name}" are not known before the graph runs.`);
}

/** `shape(x)[0]`. */
function isBatchSize(model: GraphModel, [source, begin]: readonly string[]): boolean {
  if (source === undefined || begin === undefined) return false;
  return model.nodes.get(source)?.op === 'Shape' && foldedIntegers(model, begin)[0] === 0;
}
