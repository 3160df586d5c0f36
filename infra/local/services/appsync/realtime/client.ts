import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';
import type { TestApi } from '../testing.ts';

type Message = Record<string, unknown>;

export interface ClientSettings {
  /** Default: `graphql-ws`, and the headers as a second one. */
  protocols?: string[];
  query?: string;
  options?: ClientOptions;
}

/** A client of a test, which speaks the protocol message by message. */
export class RealtimeClient {
  readonly socket: WebSocket;
  readonly #received: Message[] = [];
  readonly #waiting: ((message: Message) => void)[] = [];
  readonly closed: Promise<unknown>;

  constructor(api: TestApi, { protocols = ['graphql-ws'], query = '', options = {} }: ClientSettings) {
    this.socket = new WebSocket(api.realtimeUrl + query, protocols, options);
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    this.socket.on('message', (data) => {
      const message = JSON.parse((data as Buffer).toString()) as Message;
      const waiting = this.#waiting.shift();
      if (waiting) waiting(message);
      else this.#received.push(message);
    });
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The next message, in the order of arrival. */
  next(): Promise<Message> {
    const message = this.#received.shift();
    return message ? Promise.resolve(message) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Everything up to and with the next message of this type. */
  async until(type: string): Promise<Message> {
    for (;;) {
      const message = await this.next();
      if (message['type'] === type) return message;
    }
  }

  start(id: string, query: string, authorization: object, variables: object = {}): void {
    const payload = { data: JSON.stringify({ query, variables }), extensions: { authorization } };
    this.send({ id, type: 'start', payload });
  }

  close(): Promise<unknown> {
    this.socket.close();
    return this.closed;
  }
}

/** The header object of a user. */
export async function userHeader(api: TestApi, claims?: Record<string, unknown>) {
  return { Authorization: await api.token(claims), host: api.host };
}

export function headerProtocol(header: object): string {
  return `header-${Buffer.from(JSON.stringify(header)).toString('base64url')}`;
}

/** A client that is connected as `ada` and acknowledged. */
export async function connected(api: TestApi): Promise<RealtimeClient> {
  const client = new RealtimeClient(api, { protocols: ['graphql-ws', headerProtocol(await userHeader(api))] });
  await once(client.socket, 'open');
  client.send({ type: 'connection_init' });
  await client.until('ka');
  return client;
}
