import { InferenceSession, Tensor } from 'onnxruntime-node';
import { decodePhoto, fitToSquare, type Fitted, type Photo } from './decode-photo.ts';
import { fuse, type DetectedObject, type Opinion } from './fuse.ts';
import type { Box } from './models/box.ts';
import { centerNet } from './models/centernet.ts';
import { calibrated, type DetectionModel, type Outputs } from './models/detection-model.ts';
import { ssdMobileNet } from './models/ssd-mobilenet.ts';
import type { Network } from './process-messages.ts';
import { convert, INPUT } from './tfjs-to-onnx/convert.ts';
import { readGraphModel } from './tfjs-to-onnx/graph-model.ts';

/** Finds the objects of an encoded photo, most certain first; throws what {@link decodePhoto} throws. */
export type DetectObjects = (photo: Uint8Array) => Promise<DetectedObject[]>;

const models: Record<Network, DetectionModel> = { ssdMobileNet, centerNet };

/**
 * Loads networks; the function that comes back answers in tens of milliseconds and holds some 300 MB.
 * @param open opens a network in a runtime that may use so many threads
 */
export async function loadDetector(
  names: readonly Network[],
  threads: number,
  open: typeof openSession = openSession,
): Promise<DetectObjects> {
  const networks = await Promise.all(
    names.map(async (name) => ({ model: models[name], run: await open(models[name], threads) })),
  );
  return async (bytes) => {
    const photo = await decodePhoto(bytes);
    const opinions: Opinion[][] = [];
    // One after the other: each already uses all threads it may.
    for (const { model, run } of networks) opinions.push(await opinionsOf(model, run, photo));
    return fuse(opinions);
  };
}

/** Runs a network on one input tensor. */
export type Run = (tensor: Float32Array) => Promise<Outputs>;

/** Converts a network to ONNX, in memory, and opens it in the runtime. */
export async function openSession(model: DetectionModel, threads: number): Promise<Run> {
  const session = await InferenceSession.create(convert(readGraphModel(model.file), model.extent), {
    intraOpNumThreads: threads,
    // Threads that spin while they wait take the processor from the other sessions.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  return async (tensor) => {
    const results = await session.run({ [INPUT]: new Tensor('float32', tensor, model.extent.inputShape) });
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, floats(data)]));
  };
}

function floats(data: Tensor['data']): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new TypeError('The network gave something else than floats.');
}

async function opinionsOf(model: DetectionModel, run: Run, photo: Photo): Promise<Opinion[]> {
  const fitted = await fitToSquare(photo, model.size, model.fit);
  const candidates = model.decode(await run(model.toTensor(fitted.rgb)));
  return candidates.map(({ className, score, box }) => ({
    className,
    probability: calibrated(score, model.calibration),
    box: toRatios(box, fitted),
  }));
}

function toRatios({ left, top, right, bottom }: Box, { width, height }: Fitted): Box {
  const within = (ratio: number) => Math.min(1, Math.max(0, ratio));
  return {
    left: within(left / width),
    top: within(top / height),
    right: within(right / width),
    bottom: within(bottom / height),
  };
}
