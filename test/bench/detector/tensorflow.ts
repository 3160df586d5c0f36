import { readFileSync } from 'node:fs';
import path from 'node:path';
import '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { io, setBackend, tensor } from '@tensorflow/tfjs-core';
import * as z from 'zod';
import type { Run } from '../../../infra/local/services/rekognition/detect-objects.ts';
import type { DetectionModel } from '../../../infra/local/services/rekognition/models/detection-model.ts';

await setBackend('wasm');

const modelFile = z.object({
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(
    z.object({ paths: z.array(z.string()), weights: z.array(z.custom<io.WeightsManifestEntry>()) }),
  ),
});

/** Opens a network in TensorFlow.js itself, on WebAssembly: the same file, the same part of the graph, one thread. */
export async function openInTensorFlow({ file, extent }: DetectionModel): Promise<Run> {
  const { modelTopology, weightsManifest } = modelFile.parse(JSON.parse(readFileSync(file, 'utf8')));
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
  const names = [...extent.outputs];
  return async (numbers) => {
    const input = tensor(numbers, [...extent.inputShape]);
    const results = [model.execute({ [extent.feed]: input }, names)].flat();
    const outputs = await Promise.all(
      results.map(
        async (result, nth) => [names[nth] ?? '', Float32Array.from(await result.data<'float32'>())] as const,
      ),
    );
    for (const each of [input, ...results]) each.dispose();
    return Object.fromEntries(outputs);
  };
}
