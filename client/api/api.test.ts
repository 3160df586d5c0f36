import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { AnalysisDocument } from '../../schema/generated/operations.ts';
import { createApi, type Analysis } from './api.ts';
import type { ApiError } from './api-error.ts';
import { isObject, parseJson, type JsonObject } from './json.ts';
import { realtimeUrl } from './realtime-connection.ts';

/** Answers every POST and every realtime message as a test wants it. */
class FakeAppSync {
  readonly http: Server;
  readonly sockets: WebSocketServer;
  readonly posts: { headers: IncomingMessage['headers']; body: unknown }[] = [];
  readonly messages: JsonObject[] = [];
  readonly protocols: string[] = [];
  answer: (response: ServerResponse) => void = (response) => response.end('{"data":{}}');
  react: (message: JsonObject, say: (message: object) => void) => void = (message, say) => {
    if (message.type === 'connection_init') say({ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } });
    if (message.type === 'start') say({ type: 'start_ack', id: message.id });
  };

  constructor() {
    this.http = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        this.posts.push({ headers: request.headers, body: parseJson(text) });
        this.answer(response);
      });
    });
    this.sockets = new WebSocketServer({
      server: this.http,
      path: '/graphql/realtime',
      handleProtocols: (protocols) => {
        this.protocols.push(...protocols);
        return 'graphql-ws';
      },
    });
    this.sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        const message = parseJson(data.toString());
        if (!isObject(message)) return;
        this.messages.push(message);
        this.react(message, (answer) => socket.send(JSON.stringify(answer)));
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.http.listen(0, '127.0.0.1', resolve));
    const address = this.http.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port');
    return `http://127.0.0.1:${address.port}/graphql`;
  }

  publish(data: object): void {
    const id = this.messages.findLast(({ type }) => type === 'start')?.id;
    for (const socket of this.sockets.clients) socket.send(JSON.stringify({ type: 'data', id, payload: { data } }));
  }

  drop(): void {
    for (const socket of this.sockets.clients) socket.terminate();
  }

  close(): void {
    this.drop();
    this.http.closeAllConnections();
    this.http.close();
  }
}

const running: (() => void)[] = [];
afterEach(() => running.splice(0).forEach((stop) => stop()));

async function start(token = () => Promise.resolve('a-token')) {
  const appsync = new FakeAppSync();
  const graphqlUrl = await appsync.listen();
  running.push(() => appsync.close());
  return { appsync, graphqlUrl, api: createApi({ graphqlUrl, token, WebSocket }) };
}

/** What a subscriber hears, in order, with a way to wait for it. */
function listenTo(api: ReturnType<typeof createApi>) {
  const heard: string[] = [];
  const waiting: { until: (heard: string[]) => boolean; resolve: () => void }[] = [];
  const hear = (what: string) => {
    heard.push(what);
    for (const { until, resolve } of waiting) if (until(heard)) resolve();
  };
  const stop = api.onAnalysis('me', {
    next: ({ id }: Analysis) => hear(`next ${id}`),
    state: hear,
    error: ({ errorType }: ApiError) => hear(`error ${errorType}`),
  });
  running.push(stop);
  const wait = (what: string, times = 1) =>
    new Promise<void>((resolve) => {
      const until = (all: string[]) => all.filter((one) => one === what).length >= times;
      if (until(heard)) resolve();
      else waiting.push({ until, resolve });
    });
  return { heard, wait, stop };
}

describe('queries and mutations', () => {
  it('send the document, the variables and the token', async () => {
    const { appsync, api } = await start();
    appsync.answer = (response) => response.end('{"data":{"analysis":null}}');
    expect(await api.analysis('01A')).toBeNull();
    expect(appsync.posts[0]?.headers.authorization).toBe('a-token');
    expect(appsync.posts[0]?.body).toEqual({ query: AnalysisDocument.toString(), variables: { id: '01A' } });
  });

  it('fail with the error of a field, its type and its info', async () => {
    const { appsync, api } = await start();
    const error = { errorType: 'QuotaExceeded', message: 'Enough', errorInfo: { used: 100 }, path: ['createUploads'] };
    appsync.answer = (response) => response.end(JSON.stringify({ data: null, errors: [error] }));
    const { errorType, message, errorInfo } = error;
    await expect(api.createUploads([])).rejects.toMatchObject({ name: 'ApiError', errorType, message, errorInfo });
  });

  it('go out by an id, their own or one that is given, and their errors have it', async () => {
    const { appsync, api } = await start();
    appsync.answer = (response) => response.end('{"data":null,"errors":[{"errorType":"NotFound","message":"x"}]}');
    await expect(api.createUploads([], 'a-click-0001')).rejects.toMatchObject({ correlationId: 'a-click-0001' });
    const own = await api.deleteAnalysis('01A').catch((error: unknown) => error);
    const [given, made] = appsync.posts.map(({ headers }) => headers['x-correlation-id']);
    expect(given).toBe('a-click-0001');
    expect(made).toMatch(/^[0-9a-f]{16}$/);
    expect(own).toMatchObject({ correlationId: made });
  });

  it('fail with the error of the front door', async () => {
    const { appsync, api } = await start();
    appsync.answer = (response) => {
      response.statusCode = 401;
      response.end('{"errors":[{"errorType":"UnauthorizedException","message":"Token has expired."}]}');
    };
    await expect(api.usage()).rejects.toMatchObject({
      errorType: 'UnauthorizedException',
      message: 'Token has expired.',
    });
  });

  it.each(['<html>', '{}', '[]', '{"data":null}'])('fail when the answer is %s', async (answer) => {
    const { appsync, api } = await start();
    appsync.answer = (response) => response.end(answer);
    await expect(api.usage()).rejects.toMatchObject({ errorType: 'InvalidAnswer' });
  });

  it('fail with NetworkError when there is no answer', async () => {
    const { appsync, api } = await start();
    appsync.answer = (response) => response.destroy();
    await expect(api.deleteAnalysis('01A')).rejects.toMatchObject({ errorType: 'NetworkError' });
  });
});

describe('onAnalysis', () => {
  it('authorizes, subscribes and tells what is published', async () => {
    const { appsync, api, graphqlUrl } = await start();
    const { heard, wait } = listenTo(api);
    await wait('connected');
    appsync.publish({ onAnalysis: { id: '01A' } });
    await wait('next 01A');
    expect(heard).toEqual(['connecting', 'connected', 'next 01A']);
    const authorization = { Authorization: 'a-token', host: new URL(graphqlUrl).host };
    const header = appsync.protocols[1]?.replace('header-', '') ?? '';
    expect(appsync.protocols[0]).toBe('graphql-ws');
    expect(parseJson(Buffer.from(header, 'base64url').toString())).toEqual(authorization);
    expect(appsync.messages[1]).toMatchObject({ type: 'start', payload: { extensions: { authorization } } });
  });

  it('comes back with a new token after the connection is lost', async () => {
    let tokens = 0;
    const { appsync, api } = await start(() => Promise.resolve(`token-${(tokens += 1)}`));
    const { heard, wait } = listenTo(api);
    await wait('connected');
    appsync.drop();
    await wait('connected', 2);
    appsync.publish({ onAnalysis: { id: '01B' } });
    await wait('next 01B');
    expect(heard).toEqual(['connecting', 'connected', 'reconnecting', 'connected', 'next 01B']);
    const starts = appsync.messages.filter(({ type }) => type === 'start');
    // Each connection asks twice: for itself, and for its subscription.
    expect(starts[1]).toMatchObject({ payload: { extensions: { authorization: { Authorization: 'token-4' } } } });
  });

  it('tries again when the service has too many subscriptions for now', async () => {
    const { appsync, api } = await start();
    const { react } = appsync;
    appsync.react = (message, say) => {
      if (message.type !== 'start') react(message, say);
      else {
        appsync.react = react;
        say({ type: 'error', id: message.id, payload: { errors: { errorType: 'MaxSubscriptionsReachedError' } } });
      }
    };
    const { heard, wait } = listenTo(api);
    await wait('connected');
    expect(heard).toEqual(['connecting', 'reconnecting', 'connected']);
  });

  it.each(['connection_init', 'start'])('ends when %s is refused', async (refused) => {
    const { appsync, api } = await start();
    const { react } = appsync;
    const errors = [{ errorType: 'Unauthorized', message: 'No', errorCode: 401 }];
    appsync.react = (message, say) => {
      if (message.type !== refused) react(message, say);
      else say({ type: refused === 'start' ? 'error' : 'connection_error', payload: { errors } });
    };
    const { heard, wait } = listenTo(api);
    await wait('error Unauthorized');
    expect(heard).toEqual(['connecting', 'closed', 'error Unauthorized']);
  });

  it('says stop and hears nothing more once it is closed', async () => {
    const { appsync, api } = await start();
    const { heard, wait, stop } = listenTo(api);
    await wait('connected');
    const [socket] = appsync.sockets.clients;
    const ended = new Promise((resolve) => socket?.on('close', resolve));
    stop();
    appsync.publish({ onAnalysis: { id: '01A' } });
    await ended;
    expect(appsync.messages.at(-1)).toMatchObject({ type: 'stop' });
    expect(heard).toEqual(['connecting', 'connected']);
  });
});

describe('realtimeUrl', () => {
  it.each([
    [
      'https://abcdefghijklmnopqrstuvwxyz.appsync-api.eu-west-1.amazonaws.com/graphql',
      'wss://abcdefghijklmnopqrstuvwxyz.appsync-realtime-api.eu-west-1.amazonaws.com/graphql',
    ],
    ['https://api.example.com/graphql', 'wss://api.example.com/graphql/realtime'],
    ['http://127.0.0.1:4001/graphql', 'ws://127.0.0.1:4001/graphql/realtime'],
  ])('of %s is %s', (graphqlUrl, expected) => expect(realtimeUrl(graphqlUrl)).toBe(expected));
});
