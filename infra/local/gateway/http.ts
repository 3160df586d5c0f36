import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AwsResponse, SignedRequest } from '../services/service.ts';

/** A request as it came over the wire. */
export interface Received extends SignedRequest {
  sourceIp: string;
  /** The body was larger than the front door reads; `body` is empty. */
  tooLarge: boolean;
}

/** The largest body that is read: an export of 100,000 rows and more. It is held in memory. */
const maxBodyBytes = 128 * 1024 * 1024;

/** Reads to the end of the request, so that the answer is heard; what is too large is not kept. */
export async function receive(incoming: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  const tooLarge = size > maxBodyBytes;
  return {
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    headers: joined(incoming.headersDistinct),
    body: tooLarge ? Buffer.alloc(0) : Buffer.concat(chunks),
    sourceIp: incoming.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '',
    tooLarge,
  };
}

function joined(headers: IncomingMessage['headersDistinct']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values?.join(',') ?? '']));
}

/** `now` dates the answer: an SDK whose clock is far off corrects itself by it. */
export function send(outgoing: ServerResponse, response: AwsResponse, method: string, now: number): void {
  const { status, headers = {}, body } = response;
  const length =
    body === undefined || status === 204 || status === 304 ? {} : { 'content-length': Buffer.byteLength(body) };
  outgoing.writeHead(status, {
    date: new Date(now).toUTCString(),
    'x-amzn-requestid': randomUUID(),
    ...length,
    ...headers,
  });
  outgoing.end(method === 'HEAD' ? undefined : body);
}
