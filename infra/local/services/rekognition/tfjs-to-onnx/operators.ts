import type { GraphNode } from './graph-model.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import type { FloatWeight } from './weights.ts';

/** The inputs of a node, in the form that its translation needs each. */
export interface Operands {
  count: number;
  /** Name of the input's value in the ONNX graph. */
  value(index: number): string;
  /** The input as a constant tensor; throws when it is computed. */
  weight(index: number): FloatWeight;
  /** The input as integers that are known before the graph runs. */
  integers(index: number): number[];
}

/** Adds the ONNX form of one TensorFlow operation and gives the name of its value. */
type Operator = (onnx: OnnxGraph, node: GraphNode, operands: Operands) => string;

const toChannelsFirst = (onnx: OnnxGraph, value: string) => onnx.node('Transpose', [value], { perm: [0, 3, 1, 2] });
const toChannelsLast = (onnx: OnnxGraph, value: string) => onnx.node('Transpose', [value], { perm: [0, 2, 3, 1] });

/** The ONNX operation of the same name or another, on the same inputs. */
const same =
  (type: string): Operator =>
  (onnx, _node, operands) =>
    onnx.node(type, firstValues(operands, operands.count));

const relu6 = (onnx: OnnxGraph, value: string) =>
  onnx.node('Clip', [value, onnx.floats([], Float32Array.of(0)), onnx.floats([], Float32Array.of(6))]);

/** What may be fused into a convolution after its bias. */
const ACTIVATIONS: Record<string, (onnx: OnnxGraph, value: string) => string> = {
  Relu: (onnx, value) => onnx.node('Relu', [value]),
  Relu6: relu6,
};

const convolution =
  (depthwise: boolean): Operator =>
  (onnx, node, operands) => {
    const kernel = operands.weight(1);
    const [height = 0, width = 0, channels = 0] = kernel.shape;
    const [bias, ...activations] = node.attr['fused_ops']?.list?.s ?? [];
    const inputs = [toChannelsFirst(onnx, operands.value(0)), kernelToOnnx(onnx, kernel, depthwise)];
    if (bias === 'BiasAdd') inputs.push(operands.value(2));
    else if (bias !== undefined) throw new Error(`Node "${node.name}" fuses ${bias} where a bias was expected.`);
    const result = onnx.node('Conv', inputs, {
      kernel_shape: [height, width],
      strides: spatial(node, 'strides'),
      dilations: spatial(node, 'dilations'),
      group: depthwise ? channels : 1,
      auto_pad: node.attr['padding']?.s === 'SAME' ? 'SAME_UPPER' : 'VALID',
    });
    return toChannelsLast(
      onnx,
      activations.reduce((value, name) => activate(onnx, value, name), result),
    );
  };

function activate(onnx: OnnxGraph, value: string, name: string): string {
  const activation = ACTIVATIONS[name];
  if (!activation) throw new Error(`The fused activation ${name} is not translated.`);
  return activation(onnx, value);
}

/** The two spatial numbers of a list that is per dimension of [batch, height, width, channels]. */
function spatial(node: GraphNode, name: string): number[] {
  return (node.attr[name]?.list?.i ?? [1, 1, 1, 1]).slice(1, 3);
}

/**
 * A kernel is [height, width, in, out] in TensorFlow and [out, in, height, width] in ONNX. A depthwise one is
 * [height, width, in, multiplier], and in ONNX one group a channel: [in * multiplier, 1, height, width]. The runtime
 * works this out once, when it loads the model.
 */
function kernelToOnnx(onnx: OnnxGraph, { shape, data }: FloatWeight, depthwise: boolean): string {
  const kernel = onnx.floats(shape, data);
  if (!depthwise) return onnx.node('Transpose', [kernel], { perm: [3, 2, 0, 1] });
  const [height = 0, width = 0, channels = 0, multiplier = 0] = shape;
  const byChannel = onnx.node('Transpose', [kernel], { perm: [2, 3, 0, 1] });
  return onnx.node('Reshape', [byChannel, onnx.integers([channels * multiplier, 1, height, width])]);
}

/** With statistics fixed by training, a batch norm is one multiplication and one addition a channel. */
const fusedBatchNorm: Operator = (onnx, node, operands) => {
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((index) => operands.weight(index).data);
  const epsilon = node.attr['epsilon']?.f ?? 1e-3;
  if (!gamma || !beta || !mean || !variance) throw new Error(`Node "${node.name}" lacks its statistics.`);
  const scale = gamma.map((value, index) => value / Math.sqrt((variance[index] ?? 0) + epsilon));
  const offset = beta.map((value, index) => value - (mean[index] ?? 0) * (scale[index] ?? 0));
  const scaled = onnx.node('Mul', [operands.value(0), onnx.floats([scale.length], scale)]);
  return onnx.node('Add', [scaled, onnx.floats([offset.length], offset)]);
};

const resizeBilinear: Operator = (onnx, node, operands) => {
  if (node.attr['align_corners']?.b || node.attr['half_pixel_centers']?.b) {
    throw new Error(`Node "${node.name}" resizes by corners or centres, which is not translated.`);
  }
  const size = onnx.integers(operands.integers(1));
  const resized = onnx.node('Resize', [toChannelsFirst(onnx, operands.value(0)), '', '', size], {
    mode: 'linear',
    axes: [2, 3],
    coordinate_transformation_mode: 'asymmetric',
  });
  return toChannelsLast(onnx, resized);
};

const mean: Operator = (onnx, node, operands) =>
  onnx.node('ReduceMean', [operands.value(0), onnx.integers(operands.integers(1))], {
    keepdims: node.attr['keep_dims']?.b ? 1 : 0,
  });

const concat: Operator = (onnx, _node, operands) => {
  const last = operands.count - 1;
  return onnx.node('Concat', firstValues(operands, last), { axis: operands.integers(last)[0] ?? 0 });
};

const reshape: Operator = (onnx, _node, operands) =>
  onnx.node('Reshape', [operands.value(0), onnx.integers(operands.integers(1))]);

function firstValues(operands: Operands, count: number): string[] {
  return Array.from({ length: count }, (_, index) => operands.value(index));
}

/** Every TensorFlow operation that the detectors' graphs consist of between their feed and their outputs. */
export const OPERATORS: Record<string, Operator> = {
  Add: same('Add'),
  AddN: same('Sum'),
  BiasAdd: same('Add'),
  ConcatV2: concat,
  Conv2D: convolution(false),
  DepthwiseConv2dNative: convolution(true),
  FusedBatchNorm: fusedBatchNorm,
  FusedDepthwiseConv2dNative: convolution(true),
  Identity: same('Identity'),
  Mean: mean,
  Mul: same('Mul'),
  Relu: same('Relu'),
  Relu6: (onnx, _node, operands) => relu6(onnx, operands.value(0)),
  Reshape: reshape,
  ResizeBilinear: resizeBilinear,
  Sigmoid: same('Sigmoid'),
  _FusedConv2D: convolution(false),
};
