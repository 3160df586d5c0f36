import { createHash, createHmac } from 'node:crypto';

type Data = string | ArrayBuffer | ArrayBufferView;

/** The hash that the signer of the AWS SDK asks for, over Node's own. */
export class Sha256 {
  readonly #parts: Uint8Array[] = [];
  readonly #key: Uint8Array | undefined;

  constructor(key?: Data) {
    this.#key = key === undefined ? undefined : bytes(key);
  }

  update(data: Data): void {
    this.#parts.push(bytes(data));
  }

  reset(): void {
    this.#parts.length = 0;
  }

  digest(): Promise<Uint8Array> {
    const hash = this.#key ? createHmac('sha256', this.#key) : createHash('sha256');
    return Promise.resolve(new Uint8Array(hash.update(Buffer.concat(this.#parts)).digest()));
  }
}

function bytes(data: Data): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
