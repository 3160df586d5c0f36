import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/** `weightsManifest` of a TensorFlow.js `model.json`: which tensors the shards hold, one after the other. */
export const weightsManifest = z.array(
  z.object({
    paths: z.array(z.string()),
    weights: z.array(
      z.object({
        name: z.string(),
        shape: z.array(z.number()),
        dtype: z.enum(['float32', 'int32']),
        quantization: z.object({ dtype: z.literal('float16') }).optional(),
      }),
    ),
  }),
);

export interface FloatWeight {
  dtype: 'float32';
  shape: readonly number[];
  data: Float32Array;
}

interface IntegerWeight {
  dtype: 'int32';
  shape: readonly number[];
  data: Int32Array;
}

export type Weight = FloatWeight | IntegerWeight;

type Manifest = z.infer<typeof weightsManifest>;

/** Reads every tensor of the manifest; 16-bit floats are widened to 32 bits. */
export function readWeights(manifest: Manifest, folder: string): Map<string, Weight> {
  const tensors = new Map<string, Weight>();
  for (const group of manifest) {
    const bytes = Buffer.concat(group.paths.map((shard) => readFileSync(path.join(folder, shard))));
    let offset = 0;
    for (const { name, shape, dtype, quantization } of group.weights) {
      const length = shape.reduce((product, size) => product * size, 1);
      const end = offset + length * (quantization ? 2 : 4);
      if (end > bytes.length) throw new RangeError(`The weight shards end inside "${name}".`);
      const raw = Uint8Array.prototype.slice.call(bytes, offset, end).buffer;
      if (dtype === 'int32') tensors.set(name, { dtype, shape, data: new Int32Array(raw) });
      else
        tensors.set(name, { dtype, shape, data: quantization ? widen(new Uint16Array(raw)) : new Float32Array(raw) });
      offset = end;
    }
  }
  return tensors;
}

function widen(halves: Uint16Array): Float32Array {
  // Mapping in place of `from` with a function: that goes through an iterator, and is ten times slower.
  return new Float32Array(halves).map(halfToFloat);
}

const HALF_STEPS = Array.from({ length: 32 }, (_, exponent) => 2 ** (Math.max(1, exponent) - 25));

/** IEEE 754 binary16 to a number: 1 sign bit, 5 bits of exponent, 10 of fraction. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  // The least exponent is that of subnormal numbers, which lack the leading one.
  return sign * (exponent === 0 ? fraction : fraction + 1024) * (HALF_STEPS[exponent] ?? 0);
}
