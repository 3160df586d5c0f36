import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip';

/** What CloudFront compresses, by its documentation: 1,000 to 10,000,000 bytes of these types. */
const smallest = 1_000;
const largest = 10_000_000;
const compressible = new Set(
  [
    'application/javascript application/json application/manifest+json application/pdf application/rss+xml',
    'application/vnd.ms-fontobject application/wasm application/x-javascript application/xhtml+xml application/xml',
    'font/otf font/ttf image/svg+xml text/css text/csv text/html text/javascript text/plain text/xml',
  ].flatMap((types) => types.split(' ')),
);

const compress: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body) => promisify(gzip)(body),
};

/** Compressed files are kept, as the edge keeps them; this many, the oldest goes first. */
const keptFiles = 100;

export class Compressor {
  readonly #kept = new Map<string, Promise<Buffer>>();

  /** The first of `offered` that the viewer accepts; undefined when the file is to go out as it is. */
  choose(
    offered: readonly Encoding[],
    accepted: string,
    { type, length }: { type: string; length: number },
  ): Encoding | undefined {
    const [mediaType = ''] = type.split(';');
    if (!compressible.has(mediaType.trim().toLowerCase()) || length < smallest || length > largest) return undefined;
    return offered.find((encoding) => accepts(accepted, encoding));
  }

  compress(body: Buffer, encoding: Encoding, etag: string): Promise<Buffer> {
    const key = `${encoding} ${etag}`;
    const compressed = this.#kept.get(key) ?? compress[encoding](body);
    this.#kept.set(key, compressed);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > keptFiles && oldest !== undefined) this.#kept.delete(oldest);
    return compressed;
  }
}

function accepts(header: string, encoding: Encoding): boolean {
  return header.split(',').some((each) => {
    const [name = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
