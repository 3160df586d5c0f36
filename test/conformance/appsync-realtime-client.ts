import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket, type ClientOptions } from 'ws';
import * as z from 'zod';
import { unique, type Api } from './appsync-api.ts';
import { targetName } from './target-name.ts';

const message = z.looseObject({ type: z.string(), id: z.string().optional(), payload: z.unknown().optional() });
export type Message = z.infer<typeof message>;

/** Headers that authorize a connection or a subscription. */
export type Header = Record<string, string>;

export interface Handshake {
  /** Default: `graphql-ws` alone. */
  protocols?: string[];
  query?: string;
  options?: ClientOptions;
}

/** Speaks AppSync's realtime protocol message by message. */
export class RealtimeClient {
  readonly socket: WebSocket;
  /** Resolves with the code. */
  readonly closed: Promise<number>;
  readonly #received: Message[] = [];
  readonly #waiting: ((message: Message) => void)[] = [];

  constructor(url: string, { protocols = ['graphql-ws'], query = '', options = {} }: Handshake = {}) {
    this.socket = new WebSocket(url + query, protocols, options);
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    // What goes wrong with a socket ends in its closing.
    this.socket.on('error', () => {});
    this.socket.on('message', (data: Buffer) => this.#receive(message.parse(JSON.parse(data.toString()))));
  }

  #receive(received: Message): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(received);
    else this.#received.push(received);
  }

  send(sent: object): void {
    this.socket.send(JSON.stringify(sent));
  }

  /** The next message; AppSync may say `ka` at any time, so these are left out. */
  async next(): Promise<Message> {
    const received = await this.nextOfAll();
    return received.type === 'ka' ? this.next() : received;
  }

  /** The next message, `ka` or not. */
  nextOfAll(): Promise<Message> {
    const received = this.#received.shift();
    return received ? Promise.resolve(received) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The payload of the next `data` message. */
  async data(): Promise<unknown> {
    for (;;) {
      const received = await this.next();
      if (received.type === 'data') return received.payload;
    }
  }

  start(id: string, query: string, authorization: Header, variables: object = {}): void {
    const payload = { data: JSON.stringify({ query, variables }), extensions: { authorization } };
    this.send({ id, type: 'start', payload });
  }

  /** Starts a subscription and answers with its id once it stands. */
  async subscribe(query: string, authorization: Header, variables: object = {}): Promise<string> {
    const id = unique('s');
    this.start(id, query, authorization, variables);
    const answer = await this.next();
    if (answer.type !== 'start_ack') throw new Error(`No subscription: ${JSON.stringify(answer)}`);
    // There an acknowledged subscription may miss what is published at once (aws/aws-appsync-community#405).
    if (targetName === 'aws') await pause(1_000);
    return id;
  }

  close(): Promise<number> {
    this.socket.close();
    return this.closed;
  }
}

export function inProtocol(header: Header): Handshake {
  const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
  return { protocols: ['graphql-ws', `header-${encoded}`] };
}

export function inQuery(header: Header): Handshake {
  const encoded = encodeURIComponent(Buffer.from(JSON.stringify(header)).toString('base64'));
  return { query: `?header=${encoded}&payload=e30=` };
}

/** Connects without a word more. */
export async function opened(api: Api, handshake: Handshake): Promise<RealtimeClient> {
  const client = new RealtimeClient(api.realtimeUrl, handshake);
  await once(client.socket, 'open');
  return client;
}

/** Connects, and waits for the acknowledgement and the first `ka`. */
export async function connected(api: Api, header?: Header): Promise<RealtimeClient> {
  const client = await opened(api, inProtocol(header ?? (await userHeader(api))));
  client.send({ type: 'connection_init' });
  while ((await client.nextOfAll()).type !== 'ka');
  return client;
}

/** The header of a user, by default of `ada`. */
export async function userHeader(api: Api, user?: string): Promise<Header> {
  return { Authorization: await api.token(user), host: api.host };
}

/** The header of the operator, for the handshake or for what a subscription's `data` says. */
export async function iamHeader(api: Api, data?: string): Promise<Header> {
  const { pathname } = new URL(api.url);
  const signed = await api.sign({
    path: data === undefined ? `${pathname}/connect` : pathname,
    body: data ?? '{}',
    headers: { accept: 'application/json, text/javascript', 'content-encoding': 'amz-1.0' },
  });
  const { authorization = '', ...others } = signed;
  return { ...others, Authorization: authorization };
}
