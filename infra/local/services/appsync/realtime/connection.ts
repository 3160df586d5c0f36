import { OperationTypeNode } from 'graphql';
import type { WebSocket } from 'ws';
import * as z from 'zod';
import type { Api } from '../api.ts';
import { RequestError, type ErrorEntry } from '../errors.ts';
import type { Engine } from '../execute.ts';
import { checkHost, lowerCase } from './credentials.ts';
import {
  connectionTimeoutMs,
  keepAliveMs,
  longestConnectionMs,
  mostSubscriptions,
  protocolError,
  readMessage,
  type ProtocolError,
  type ServerMessage,
  type StartMessage,
} from './protocol.ts';
import { subscriptionOf, type Subscriptions } from './subscriptions.ts';

export interface ConnectionSurroundings {
  api: Api;
  engine: Engine;
  subscriptions: Subscriptions;
  /** Host and port of the GraphQL endpoint. */
  host: string;
  sourceIp: string[];
}

const startData = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** One authorized WebSocket connection and its subscriptions. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #surroundings: ConnectionSurroundings;
  /** By the client's id: how to end it. A subscription that is only starting has nothing to end yet. */
  readonly #subscriptions = new Map<string, (() => void) | undefined>();
  #acknowledged = false;
  #stopTimers: (() => void)[] = [];

  constructor(socket: WebSocket, surroundings: ConnectionSurroundings) {
    this.#socket = socket;
    this.#surroundings = surroundings;
    const { clock, usage } = surroundings.api.cloud;
    const began = clock.now();
    this.#stopTimers.push(
      clock.after(longestConnectionMs, () => {
        socket.close(1000, 'The connection is a day old.');
      }),
    );
    socket.on('close', () => {
      this.#end();
      usage?.({ kind: 'connection', ms: clock.now() - began });
    });
  }

  receive(text: string): void {
    const message = readMessage(text);
    if (message?.type === 'connection_init') this.#acknowledge();
    // AppSync ignores what comes before it has acknowledged.
    else if (!this.#acknowledged) return;
    else if (message?.type === 'start') void this.#start(message);
    else if (message?.type === 'stop') this.#stop(message.id);
    else this.#send({ type: 'error', payload: { errors: [unsupported('unknown')] } });
  }

  #send(message: ServerMessage): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #error(id: string, ...errors: ProtocolError[]): void {
    this.#send({ type: 'error', id, payload: { errors } });
  }

  #acknowledge(): void {
    if (this.#acknowledged) return;
    this.#acknowledged = true;
    this.#send({ type: 'connection_ack', payload: { connectionTimeoutMs } });
    this.#keepAlive();
  }

  #keepAlive(): void {
    this.#send({ type: 'ka' });
    const stop = this.#surroundings.api.cloud.clock.after(keepAliveMs, () => {
      this.#stopTimers = this.#stopTimers.filter((each) => each !== stop);
      this.#keepAlive();
    });
    this.#stopTimers.push(stop);
  }

  async #start(message: StartMessage): Promise<void> {
    const { id } = message;
    if (this.#subscriptions.has(id)) {
      this.#error(id, { errorType: 'DuplicatedOperationError', message: `Duplicated operation with id ${id}` });
      return;
    }
    if (this.#subscriptions.size >= mostSubscriptions) {
      const message = `Max number of ${String(mostSubscriptions)} subscriptions reached`;
      // As Amplify's Swift and JavaScript clients recorded it: no list.
      this.#send({ type: 'error', id, payload: { errors: { errorType: 'MaxSubscriptionsReachedError', message } } });
      return;
    }
    this.#subscriptions.set(id, undefined);
    try {
      if (!(await this.#subscribe(message))) this.#subscriptions.delete(id);
    } catch (error) {
      this.#subscriptions.delete(id);
      this.#fail(id, error);
    }
  }

  #fail(id: string, error: unknown): void {
    const known = error instanceof RequestError ? error : RequestError.internal();
    if (known !== error) {
      this.#surroundings.api.cloud.log({ service: 'appsync', level: 'error', message: String(error) });
    }
    this.#error(id, protocolError(known));
  }

  /** Authorizes, checks and runs the subscription once. False when its errors were sent instead. */
  async #subscribe({ id, payload: { data, extensions } }: StartMessage): Promise<boolean> {
    const { api, engine, host, sourceIp, subscriptions } = this.#surroundings;
    const headers = lowerCase(extensions?.authorization ?? {});
    if (headers['authorization']) checkHost(headers, host);
    const signed = { method: 'POST', target: '/graphql', headers, body: Buffer.from(data) };
    const caller = await api.authenticate(signed, sourceIp);
    const { query, variables, operationName } = readData(data);
    const prepared = engine.prepare({
      query,
      operationName: operationName ?? undefined,
      variables: variables ?? {},
      caller,
      headers,
    });
    if (Array.isArray(prepared)) return this.#refuse(id, prepared);
    const { operation: kind } = prepared.definition;
    if (kind !== OperationTypeNode.SUBSCRIPTION) {
      this.#error(id, unsupported(kind));
      return false;
    }
    const { response, operation } = await engine.run(prepared);
    if (response.errors) return this.#refuse(id, response.errors);
    // The client may have stopped it meanwhile.
    if (!this.#subscriptions.has(id)) return false;
    const subscription = subscriptionOf(prepared, operation, api.schema);
    this.#send({ type: 'start_ack', id });
    const remove = subscriptions.add({
      ...subscription,
      send: (published) => {
        this.#send({ type: 'data', id, payload: published });
        api.cloud.usage?.({ kind: 'push', bytes: Buffer.byteLength(JSON.stringify(published)) });
      },
      invalidate: () => {
        this.#stop(id);
        this.#socket.close(1000, 'Subscription complete.');
      },
    });
    const expires = caller.mode === 'AMAZON_COGNITO_USER_POOLS' ? caller.expiresAt : undefined;
    const keepTimer = this.#atExpiry(id, expires);
    this.#subscriptions.set(id, () => {
      remove();
      keepTimer();
    });
    return true;
  }

  #refuse(id: string, errors: ErrorEntry[]): false {
    this.#send({ type: 'error', id, payload: { errors } });
    return false;
  }

  /** Ends a subscription when the token that it started with does. */
  #atExpiry(id: string, expiresAt: number | undefined): () => void {
    const { clock } = this.#surroundings.api.cloud;
    const left = (expiresAt ?? Infinity) - clock.now();
    if (left > longestConnectionMs) return () => undefined;
    return clock.after(left, () => {
      this.#subscriptions.get(id)?.();
      this.#subscriptions.delete(id);
      this.#error(id, protocolError(RequestError.unauthorized('Token has expired.')));
    });
  }

  #stop(id: string): void {
    if (!this.#subscriptions.has(id)) {
      this.#error(id, { errorType: 'UnknownOperationError', message: `There is no subscription ${id}.` });
      return;
    }
    this.#subscriptions.get(id)?.();
    this.#subscriptions.delete(id);
    this.#send({ type: 'complete', id });
  }

  #end(): void {
    this.#stopTimers.forEach((stop) => {
      stop();
    });
    this.#subscriptions.forEach((end) => end?.());
    this.#subscriptions.clear();
  }
}

function unsupported(operation: string): ProtocolError {
  return { errorType: 'UnsupportedOperation', message: `${operation} not supported through the realtime channel` };
}

function readData(data: string): z.infer<typeof startData> {
  try {
    return startData.parse(JSON.parse(data));
  } catch {
    throw RequestError.malformed();
  }
}
