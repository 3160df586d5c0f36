import type { SignedRequest } from '../../services/service.ts';
import { signatureError } from './problem.ts';

/**
 * Unwraps a body that the SDK sent in chunks with its checksum behind it (`STREAMING-UNSIGNED-PAYLOAD-TRAILER`), so
 * that the service sees a plain body with the checksum as a header. Other requests are returned as they are.
 */
export function unwrapStreamedBody<Request extends Pick<SignedRequest, 'headers' | 'body'>>(request: Request): Request {
  if (request.headers['x-amz-content-sha256'] !== 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return request;
  const { body, trailers } = readChunks(request.body);
  if (request.headers['x-amz-decoded-content-length'] !== String(body.length)) throw incomplete();
  const { 'x-amz-trailer': announced = '', 'content-encoding': encoding = '', ...headers } = request.headers;
  const names = announced.split(',').map((name) => name.trim().toLowerCase());
  if (Object.keys(trailers).some((name) => !names.includes(name))) throw incomplete();
  const encodings = encoding.split(',').map((name) => name.trim());
  const remaining = encodings.filter((name) => name !== '' && name !== 'aws-chunked').join(',');
  return {
    ...request,
    body,
    headers: {
      ...headers,
      ...trailers,
      ...(remaining && { 'content-encoding': remaining }),
      'content-length': String(body.length),
    },
  };
}

/** Chunks are `size in hex CRLF bytes CRLF`; the one of size 0 is followed by trailers, one to a line. */
function readChunks(wire: Buffer): { body: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = wire.indexOf('\r\n', position);
    const size = lineEnd < 0 ? NaN : Number.parseInt(wire.toString('latin1', position, lineEnd), 16);
    if (!Number.isInteger(size)) throw incomplete();
    position = lineEnd + 2;
    if (size === 0) return { body: Buffer.concat(chunks), trailers: readTrailers(wire.toString('latin1', position)) };
    if (position + size + 2 > wire.length) throw incomplete();
    chunks.push(wire.subarray(position, position + size));
    position += size + 2;
  }
}

function readTrailers(text: string): Record<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split(':');
      return [name.trim().toLowerCase(), value.join(':').trim()];
    }),
  );
}

const incomplete = () => signatureError('incompleteBody', 's3');
