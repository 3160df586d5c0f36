import { request as openRequest } from 'node:http';
import { connect } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { SignatureV4 } from '@smithy/signature-v4';
import { realtimeUrl } from '../../client/api/realtime-connection.ts';
import { Sha256 } from '../../infra/local/testing/sha256.ts';
import { inProtocol, RealtimeClient } from '../conformance/appsync-realtime-client.ts';
import type { Stack } from '../support/stack.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface HttpRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string;
}

/** What came back, as far as refusals are compared. `type` is AWS's name of the error, '' when it names none. */
export interface HttpAnswer {
  status: number;
  type: string;
  text: string;
}

/** Signs a request with SigV4 for `service`; nothing but host and what SigV4 itself adds. */
export async function signed(
  service: string,
  credentials: Credentials,
  { method, url, headers = {}, body = '' }: HttpRequest,
): Promise<HttpRequest> {
  const { protocol, hostname, host, pathname, searchParams } = new URL(url);
  const ofS3 = service === 's3';
  const options = { uriEscapePath: !ofS3, applyChecksum: ofS3 };
  const signer = new SignatureV4({ service, region: 'us-east-1', sha256: Sha256, credentials, ...options });
  const query = Object.fromEntries(searchParams);
  const request = { method, protocol, hostname, path: pathname, query, headers: { ...headers, host }, body };
  const { headers: sent } = await signer.sign(request);
  return { method, url, headers: withoutHost(sent), body };
}

/** The client itself says which host it calls. */
function withoutHost(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'host'));
}

export async function send({ method, url, headers = {}, body }: HttpRequest): Promise<HttpAnswer> {
  const bodiless = method === 'GET' || method === 'HEAD';
  const response = await fetch(url, { method, headers, ...(bodiless || body === undefined ? {} : { body }) });
  const text = await response.text();
  const type =
    /<Code>(\w+)<\/Code>/.exec(text)?.[1] ??
    /"__type":"(?:[^"#]*#)?(\w+)"/.exec(text)?.[1] ??
    response.headers.get('x-amzn-errortype')?.split(':')[0];
  return { status: response.status, type: type ?? '', text };
}

/** Posts a body on a connection of its own, with headers that `fetch` might not let through. */
export function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = openRequest(url, { method: 'POST', headers, signal, agent: false }, (response) => {
      readText(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
    });
    request.on('error', reject).end(body);
  });
}

/** What comes back for these bytes on a connection of their own, until the other side closes it. */
export async function exchange(origin: string, bytes: string, signal: AbortSignal): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true, signal });
  socket.end(bytes);
  return readText(socket);
}

/** Status, and the error's name if there is one. */
export function outcomeOf({ status, type }: HttpAnswer): string {
  return type === '' ? String(status) : `${status} ${type}`;
}

/** How somebody authorizes a GraphQL request with this body at this path. */
export type Authorize = (body: string, path: string) => Promise<Record<string, string>>;

export function byToken(token?: string): Authorize {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: token };
  return () => Promise.resolve(headers);
}

export function bySignature(stack: Stack, credentials: Credentials): Authorize {
  const { origin } = new URL(stack.output('GraphqlUrl'));
  return async (body, path) => {
    const headers = { 'content-type': 'application/json; charset=UTF-8' };
    const request = await signed('appsync', credentials, { method: 'POST', url: origin + path, headers, body });
    return request.headers ?? {};
  };
}

/** One subscription: what the service says first that is no acknowledgement of the connection, as JSON. */
export async function subscribe(stack: Stack, authorize: Authorize, body: string): Promise<Record<string, unknown>> {
  const url = stack.output('GraphqlUrl');
  const { host } = new URL(url);
  const header = async (text: string, path: string) => {
    const { authorization, ...others } = await authorize(text, path);
    return { ...others, ...(authorization !== undefined && { Authorization: authorization }), host };
  };
  const client = new RealtimeClient(realtimeUrl(url), inProtocol(await header('{}', '/graphql/connect')));
  try {
    await new Promise((resolve) => client.socket.once('open', resolve));
    client.send({ type: 'connection_init' });
    const greeting = await client.next();
    if (greeting.type !== 'connection_ack') return greeting;
    const extensions = { authorization: await header(body, '/graphql') };
    client.send({ id: 'one', type: 'start', payload: { data: body, extensions } });
    return await client.next();
  } finally {
    client.socket.terminate();
  }
}
