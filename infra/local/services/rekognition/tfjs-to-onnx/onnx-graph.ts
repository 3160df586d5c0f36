import { bytesField, integerField, message, textField } from './protobuf.ts';

/** Field and enum numbers of onnx.proto, IR version 8; only what is written here. */
const MODEL = { irVersion: 1, graph: 7, opsetImport: 8 };
const OPSET = { domain: 1, version: 2 };
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, opType: 4, attribute: 5 };
const ATTRIBUTE = { name: 1, int: 3, string: 4, ints: 8, type: 20 };
const ATTRIBUTE_TYPE = { int: 2, string: 3, ints: 7 };
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 };
const ELEMENT = { float: 1, int64: 7 };
const VALUE_INFO = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { elementType: 1, shape: 2 };
const SHAPE = { dim: 1 };
const DIMENSION = { value: 1 };

const IR_VERSION = 8;
const OPSET_VERSION = 18;

export type Attribute = number | string | readonly number[];

/** Builds an ONNX graph node by node and writes it as an ONNX model. Values are known by their names. */
export class OnnxGraph {
  readonly #nodes: Buffer[] = [];
  readonly #initializers: Buffer[] = [];
  readonly #inputs: Buffer[] = [];
  readonly #outputs: Buffer[] = [];
  #count = 0;

  /** A 32-bit float tensor that the caller feeds. */
  input(name: string, shape: readonly number[]): string {
    this.#inputs.push(valueInfo(name, shape));
    return name;
  }

  floats(shape: readonly number[], data: Float32Array): string {
    return this.#initializer(shape, ELEMENT.float, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  /** A vector of 64-bit integers, ONNX's type for shapes and axes. */
  integers(values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.#initializer([values.length], ELEMENT.int64, new Uint8Array(data.buffer));
  }

  /** Adds an operation and gives the name of its result; an empty input name leaves an optional input out. */
  node(type: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): string {
    const output = this.#name();
    this.#push(type, inputs, output, attributes);
    return output;
  }

  /** Makes a value one of the model's results, under the given name. */
  output(name: string, value: string): void {
    this.#push('Identity', [value], name, {});
    this.#outputs.push(valueInfo(name));
  }

  /** The whole as bytes of an ONNX file. */
  write(): Buffer {
    const graph = message([
      ...this.#nodes.map((node) => bytesField(GRAPH.node, node)),
      textField(GRAPH.name, 'graph'),
      ...this.#initializers.map((tensor) => bytesField(GRAPH.initializer, tensor)),
      ...this.#inputs.map((info) => bytesField(GRAPH.input, info)),
      ...this.#outputs.map((info) => bytesField(GRAPH.output, info)),
    ]);
    const opset = message([textField(OPSET.domain, ''), integerField(OPSET.version, OPSET_VERSION)]);
    return message([
      integerField(MODEL.irVersion, IR_VERSION),
      bytesField(MODEL.graph, graph),
      bytesField(MODEL.opsetImport, opset),
    ]);
  }

  #name(): string {
    this.#count += 1;
    return `value${this.#count}`;
  }

  #push(type: string, inputs: readonly string[], output: string, attributes: Record<string, Attribute>): void {
    this.#nodes.push(
      message([
        ...inputs.map((input) => textField(NODE.input, input)),
        textField(NODE.output, output),
        textField(NODE.opType, type),
        ...Object.entries(attributes).map(([name, value]) => bytesField(NODE.attribute, attribute(name, value))),
      ]),
    );
  }

  #initializer(shape: readonly number[], elementType: number, data: Uint8Array): string {
    const name = this.#name();
    this.#initializers.push(
      message([
        ...shape.map((size) => integerField(TENSOR.dims, size)),
        integerField(TENSOR.dataType, elementType),
        textField(TENSOR.name, name),
        bytesField(TENSOR.rawData, data),
      ]),
    );
    return name;
  }
}

function attribute(name: string, value: Attribute): Buffer {
  const named = textField(ATTRIBUTE.name, name);
  if (typeof value === 'string') {
    return message([named, textField(ATTRIBUTE.string, value), integerField(ATTRIBUTE.type, ATTRIBUTE_TYPE.string)]);
  }
  if (typeof value === 'number') {
    return message([named, integerField(ATTRIBUTE.int, value), integerField(ATTRIBUTE.type, ATTRIBUTE_TYPE.int)]);
  }
  return message([
    named,
    ...value.map((item) => integerField(ATTRIBUTE.ints, item)),
    integerField(ATTRIBUTE.type, ATTRIBUTE_TYPE.ints),
  ]);
}

/** Without a shape the runtime infers it. */
function valueInfo(name: string, shape?: readonly number[]): Buffer {
  const dimensions = shape?.map((size) => bytesField(SHAPE.dim, integerField(DIMENSION.value, size)));
  const tensor = message([
    integerField(TENSOR_TYPE.elementType, ELEMENT.float),
    ...(dimensions ? [bytesField(TENSOR_TYPE.shape, message(dimensions))] : []),
  ]);
  return message([textField(VALUE_INFO.name, name), bytesField(VALUE_INFO.type, bytesField(TYPE.tensor, tensor))]);
}
