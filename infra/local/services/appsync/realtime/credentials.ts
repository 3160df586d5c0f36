import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { RequestError } from '../errors.ts';
import { subprotocol } from './protocol.ts';

const headersSchema = z.record(z.string(), z.string());

/** Names of headers in lower case. */
export function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/**
 * The headers that authorize a connection, from one of the three places where AppSync takes them: a subprotocol
 * `header-…`, the query string, or the request's own headers. Throws a {@link RequestError} for what cannot be read.
 */
export function connectionHeaders(request: IncomingMessage): Record<string, string> {
  const inProtocol = protocolsOf(request).find((each) => each.startsWith('header-'));
  if (inProtocol) return decode(inProtocol.slice('header-'.length), 'base64url');
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
  const inQuery = query.get('header');
  if (inQuery === null) return plainHeaders(request);
  if (decodeText(query.get('payload') ?? '', 'base64') !== '{}') throw badRequest('payload has to be {}');
  return decode(inQuery, 'base64');
}

/** The subprotocols that the client offers. */
export function protocolsOf(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
}

export function offersSubprotocol(request: IncomingMessage): boolean {
  return protocolsOf(request).includes(subprotocol);
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  const single = Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  return headersSchema.parse(Object.fromEntries(single));
}

function decode(text: string, encoding: 'base64' | 'base64url'): Record<string, string> {
  try {
    return lowerCase(headersSchema.parse(JSON.parse(decodeText(text, encoding))));
  } catch {
    throw badRequest('header cannot be read');
  }
}

/** A `+` of base64 arrives as a space when the client did not encode it. */
function decodeText(text: string, encoding: 'base64' | 'base64url'): string {
  return Buffer.from(text.replaceAll(' ', '+'), encoding).toString();
}

/** `host` is that of the GraphQL endpoint, its port included. */
export function checkHost(headers: Record<string, string>, host: string): void {
  if (headers['host'] !== host) throw badRequest(`host has to be ${host}`);
}

export function badRequest(message: string): RequestError {
  return new RequestError(400, 'BadRequestException', message);
}
