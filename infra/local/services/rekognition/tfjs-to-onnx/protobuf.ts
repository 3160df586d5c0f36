/**
 * As much of the Protocol Buffers wire format as an ONNX file needs to be written.
 * A message is the concatenation of its fields.
 */

const WIRE_VARINT = 0;
const WIRE_BYTES = 2;

/** A 64-bit integer in base 128, low group first; a negative number takes ten bytes, as two's complement. */
function varint(value: number | bigint): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

function tag(field: number, wireType: number): Buffer {
  return varint((field << 3) | wireType);
}

export function integerField(field: number, value: number): Buffer {
  return Buffer.concat([tag(field, WIRE_VARINT), varint(value)]);
}

export function bytesField(field: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([tag(field, WIRE_BYTES), varint(bytes.byteLength), bytes]);
}

export function textField(field: number, text: string): Buffer {
  return bytesField(field, Buffer.from(text));
}

export function message(fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields);
}
