import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { OperationTypeNode } from 'graphql';
import * as z from 'zod';
import { AwsError, ConnectionReset } from '../service.ts';
import type { Api } from './api.ts';
import type { Caller } from './caller.ts';
import { RequestError } from './errors.ts';
import type { Engine, GraphQLResponse } from './execute.ts';
import type { Subscriptions } from './realtime/subscriptions.ts';

/** Quota of this server; AppSync documents none for the body. */
const mostBody = 1024 * 1024;
/** Quota: how long a request may run. */
const longestRequestMs = 30_000;

const requestBody = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

export interface Runner {
  api: Api;
  engine: Engine;
  subscriptions: Subscriptions;
}

/** Queries and mutations: `POST /graphql`, and the preflight of browsers. */
export function httpListener(runner: Runner): RequestListener {
  return (request, response) => {
    void handle(request, response, runner).catch((error: unknown) => {
      if (!(error instanceof RequestError || error instanceof AwsError)) {
        runner.api.cloud.log({ service: 'appsync', level: 'error', message: String(error) });
      }
      writeError(response, error);
    });
  };
}

async function handle(request: IncomingMessage, response: ServerResponse, runner: Runner): Promise<void> {
  const [pathname] = (request.url ?? '/').split('?');
  if (pathname !== '/graphql') throw new RequestError(404, 'NotFoundException', `There is nothing at ${pathname}.`);
  if (request.method === 'OPTIONS') {
    writePreflight(request, response);
    return;
  }
  if (request.method !== 'POST') throw new RequestError(405, 'BadRequestException', 'Queries and mutations are POSTs.');
  const { body, asked } = await receive(request, runner.api);
  const run = () => runRequest(readRequest(body), asked, runner);
  const answer = await runner.api.cloud.attempt('appsync', 'GraphQL', run);
  runner.api.cloud.usage?.({ kind: 'download', from: 'appsync', bytes: Buffer.byteLength(JSON.stringify(answer)) });
  write(response, 200, answer);
}

/** A request of somebody who is known by now; its body is not read yet. */
export async function receive(request: IncomingMessage, api: Api): Promise<{ body: Buffer; asked: Asked }> {
  const body = await readBody(request);
  const signed = { method: 'POST', target: request.url ?? '/graphql', headers: singleHeaders(request), body };
  const caller = await api.authenticate(signed, sourceIpOf(request));
  return { body, asked: { caller, headers: requestHeaders(request) } };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBody) throw new RequestError(413, 'RequestEntityTooLargeException', 'Request body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What a client asks for. */
export type RequestBody = z.infer<typeof requestBody>;

/** Who asks for it, with which headers. */
export interface Asked {
  caller: Caller;
  headers: Record<string, string | string[]>;
}

export function readRequest(body: Buffer): RequestBody {
  if (body.length === 0) throw RequestError.malformed('Request body is empty.');
  try {
    return requestBody.parse(JSON.parse(body.toString()));
  } catch {
    throw RequestError.malformed();
  }
}

/** Runs a query or mutation, and tells the subscribers of what it changed. Throws a {@link RequestError}. */
export async function runRequest(
  { query, variables, operationName }: RequestBody,
  { caller, headers }: Asked,
  { api, engine, subscriptions }: Runner,
): Promise<GraphQLResponse> {
  const request = { query, variables: variables ?? {}, operationName: operationName ?? undefined, caller, headers };
  const prepared = engine.prepare(request);
  if (Array.isArray(prepared)) return { data: null, errors: prepared };
  if (prepared.definition.operation === OperationTypeNode.SUBSCRIPTION) {
    throw new RequestError(400, 'UnsupportedOperation', 'subscription not supported through HTTP');
  }
  const running = engine.run(prepared).then((execution) => {
    subscriptions.publish(prepared, execution).catch((error: unknown) => {
      api.cloud.log({ service: 'appsync', level: 'error', message: String(error) });
    });
    return execution.response;
  });
  return withinTime(api.cloud.clock.during(running), api);
}

function withinTime(running: Promise<GraphQLResponse>, { cloud }: Api): Promise<GraphQLResponse> {
  const message = 'Execution timed out.';
  const late = { data: null, errors: [{ path: null, locations: null, message, errorType: 'ExecutionTimeout' }] };
  return new Promise((resolve, reject) => {
    const cancel = cloud.clock.after(longestRequestMs, () => {
      resolve(late);
    });
    running.then(resolve, reject).finally(cancel);
  });
}

/** The client first, as proxies report it, then the address that the connection comes from. */
export function sourceIpOf({ headers, socket }: IncomingMessage): string[] {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  const addresses = [...forwarded, (socket.remoteAddress ?? '').replace(/^::ffff:/, '')];
  return addresses.map((each) => each.trim()).filter((each) => each !== '');
}

function singleHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** `ctx.request.headers`: several headers of one name are a list, and cookies are not shown. */
function requestHeaders({ headersDistinct }: IncomingMessage): Record<string, string | string[]> {
  const shown = Object.entries(headersDistinct).flatMap(([name, values = []]) => {
    const [first = '', ...others] = values;
    return name === 'cookie' ? [] : [[name, others.length > 0 ? values : first] as const];
  });
  return Object.fromEntries(shown);
}

function write(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType',
    'x-amzn-requestid': randomUUID(),
    ...headers,
  });
  response.end(JSON.stringify(body));
}

export function writeError(response: ServerResponse, error: unknown): void {
  if (response.headersSent || error instanceof ConnectionReset) {
    response.destroy();
    return;
  }
  const known = asRequestError(error);
  const { status, errorType, message } = known;
  write(response, status, { errors: [{ errorType, message }] }, { 'x-amzn-errortype': errorType });
}

function asRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  return error instanceof AwsError
    ? new RequestError(error.status, error.code, error.message)
    : RequestError.internal();
}

function writePreflight(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '',
    'content-length': '0',
  });
  response.end();
}
