import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { OperationTypeNode } from 'graphql';
import { createEngine, type PreparedRequest } from './execute.ts';
import { readRequest, receive, runRequest, writeError, type Runner } from './http.ts';
import { RequestError } from './errors.ts';
import { subscriptionOf } from './realtime/subscriptions.ts';

export const graphiqlPath = '/graphiql';

const userName = /^[A-Za-z0-9._-]{1,64}$/;

/** The page runs its own scripts, which stand in it, and talks to where it came from. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  'worker-src blob:',
  'font-src data:',
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function isForGraphiql({ url = '/' }: IncomingMessage): boolean {
  return url.split('?')[0] === graphiqlPath;
}

/**
 * GraphiQL, for whoever builds on this machine: `GET` is the page, signed in as `?user=` (alice by default), `POST` what it
 * asks. There the schema can be asked for, whatever the template says, and a subscription is answered by an event stream.
 * Everything else is as in the API, which this is no part of.
 */
export function graphiqlListener(runner: Runner): RequestListener {
  const withIntrospection: Runner = { ...runner, engine: createEngine(runner.api, true) };
  return (request, response) => {
    answer(request, response, withIntrospection).catch((error: unknown) => {
      if (!(error instanceof RequestError)) {
        runner.api.cloud.log({ service: 'appsync', level: 'error', message: String(error) });
      }
      writeError(response, error);
    });
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, runner: Runner): Promise<void> {
  const { addresses } = runner.api.cloud.deployment;
  // A name that leads here from elsewhere would make its pages this page's equals.
  if (request.headers.host !== new URL(addresses.graphql).host) {
    throw new RequestError(421, 'BadRequestException', `GraphiQL is at ${addresses.graphql}${graphiqlPath}.`);
  }
  if (request.method === 'GET') await sendPage(request, response, runner);
  else if (request.method === 'POST') await execute(request, response, runner);
  else throw new RequestError(405, 'BadRequestException', 'GraphiQL takes GET and POST.');
}

async function sendPage({ url = '/' }: IncomingMessage, response: ServerResponse, { api }: Runner): Promise<void> {
  const user = new URL(url, api.cloud.deployment.addresses.graphql).searchParams.get('user') ?? 'alice';
  if (!userName.test(user)) throw new RequestError(400, 'BadRequestException', 'There is no such user.');
  // Ten megabytes, of use to whoever opens the page.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const page = renderGraphiQL({
    title: `GraphiQL as ${user}`,
    endpoint: graphiqlPath,
    method: 'POST',
    subscriptionsProtocol: 'SSE',
    shouldPersistHeaders: false,
    additionalHeaders: { authorization: await api.cloud.services.cognito.accessToken(user) },
  });
  response.writeHead(200, {
    'content-type': 'text/html; charset=UTF-8',
    'content-security-policy': contentSecurityPolicy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(page);
}

async function execute(request: IncomingMessage, response: ServerResponse, runner: Runner): Promise<void> {
  const { body, asked } = await receive(request, runner.api);
  const { query, variables, operationName } = readRequest(body);
  const wanted = { query, variables: variables ?? {}, operationName: operationName ?? undefined, ...asked };
  const prepared = runner.engine.prepare(wanted);
  if (!Array.isArray(prepared) && prepared.definition.operation === OperationTypeNode.SUBSCRIPTION) {
    await watch(prepared, response, runner);
    return;
  }
  sendJson(response, await runRequest(wanted, asked, runner));
}

async function watch(prepared: PreparedRequest, response: ServerResponse, runner: Runner): Promise<void> {
  const { response: refusal, operation } = await runner.engine.run(prepared);
  if (refusal.errors) {
    sendJson(response, refusal);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  const remove = runner.subscriptions.add({
    ...subscriptionOf(prepared, operation, runner.api.schema),
    send: (published) => void response.write(`event: next\ndata: ${JSON.stringify(published)}\n\n`),
    invalidate: () => void response.end('event: complete\ndata:\n\n'),
  });
  response.on('close', remove);
}

function sendJson(response: ServerResponse, answered: object): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(answered));
}
