import { ApiError, networkError } from './api-error.ts';
import { readErrors, type Endpoint } from './graphql.ts';
import { isObject, parseJson, type JsonObject } from './json.ts';

/** What is used of a WebSocket: browsers have one, Node 20 has it in the `ws` package. */
export interface Socket {
  send(data: string): void;
  close(code?: number): void;
  addEventListener(type: 'close' | 'error' | 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

export type SocketClass = new (url: string, protocols: string[]) => Socket;

export interface RealtimeEndpoint extends Endpoint {
  WebSocket: SocketClass;
}

export interface ConnectionListener<Data> {
  next: (data: Data) => void;
  /** The service has acknowledged the subscription. */
  connected: () => void;
}

/** How long the service may be silent before it has acknowledged the subscription, the time for the token included. */
const HANDSHAKE_MS = 15_000;

/** How long it may be silent afterwards, when it does not say so itself. */
const KEEP_ALIVE_MS = 300_000;

/** One socket with one subscription, from its opening to its end, in AppSync's realtime protocol. */
export class RealtimeConnection<Data> {
  /** Resolves once, with the reason of the end. */
  readonly ended: Promise<ApiError>;
  private readonly id = crypto.randomUUID();
  private readonly listener: ConnectionListener<Data>;
  private readonly resolve: (reason: ApiError) => void;
  private socket: Socket | undefined;
  private state: 'opening' | 'open' | 'ended' = 'opening';
  private heardAt = Date.now();
  private keepAliveMs = KEEP_ALIVE_MS;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(endpoint: RealtimeEndpoint, request: object, listener: ConnectionListener<Data>) {
    this.listener = listener;
    let resolve: (reason: ApiError) => void = () => {};
    this.ended = new Promise((settle) => (resolve = settle));
    this.resolve = resolve;
    this.listen();
    this.open(endpoint, request).catch((cause: unknown) => {
      this.end(cause instanceof ApiError ? cause : networkError(cause));
    });
  }

  /** Milliseconds since the service was last heard. */
  get silence(): number {
    return Date.now() - this.heardAt;
  }

  /** Takes the connection for lost. */
  drop(): void {
    this.end(networkError(undefined));
  }

  /** Unsubscribes. */
  close(): void {
    if (this.state === 'open') this.send({ type: 'stop', id: this.id });
    this.end(new ApiError('Closed', 'The subscription was closed.'));
  }

  private async open({ graphqlUrl, authorize, WebSocket }: RealtimeEndpoint, request: object): Promise<void> {
    const { host } = new URL(graphqlUrl);
    const data = JSON.stringify(request);
    // As if two requests were POSTed: one for the connection, one for the subscription.
    const connection = authorizationOf(await authorize({ url: `${graphqlUrl}/connect`, body: '{}' }), host);
    const authorization = authorizationOf(await authorize({ url: graphqlUrl, body: data }), host);
    if (this.state === 'ended') return;
    const socket = new WebSocket(realtimeUrl(graphqlUrl), ['graphql-ws', `header-${base64Url(connection)}`]);
    this.socket = socket;
    const payload = { data, extensions: { authorization } };
    socket.addEventListener('open', () => this.send({ type: 'connection_init' }));
    socket.addEventListener('error', () => this.drop());
    socket.addEventListener('close', () => this.drop());
    socket.addEventListener('message', ({ data }) => {
      const message = typeof data === 'string' ? parseJson(data) : undefined;
      if (isObject(message) && this.state !== 'ended') this.receive(message, payload);
    });
  }

  private receive({ type, payload }: JsonObject, start: object): void {
    if (type === 'connection_ack') {
      if (isObject(payload) && typeof payload.connectionTimeoutMs === 'number') {
        this.keepAliveMs = payload.connectionTimeoutMs;
      }
      this.send({ type: 'start', id: this.id, payload: start });
    }
    if (type === 'start_ack') {
      this.state = 'open';
      this.listener.connected();
    }
    // The service checks what it publishes against the schema that Data is made from.
    if (type === 'data' && isObject(payload) && isObject(payload.data)) this.listener.next(payload.data as Data);
    if (type === 'complete') this.drop();
    if (type === 'error' || type === 'connection_error') this.refuse(payload);
    else this.listen();
  }

  private refuse(payload: unknown): void {
    const [error] = readErrors(payload);
    this.end(error ?? new ApiError('InvalidAnswer', 'The service refused the subscription and did not say why.'));
  }

  /** Starts waiting for the next message. */
  private listen(): void {
    clearTimeout(this.silenceTimer);
    if (this.state === 'ended') return;
    this.heardAt = Date.now();
    this.silenceTimer = setTimeout(() => this.drop(), this.state === 'open' ? this.keepAliveMs : HANDSHAKE_MS);
  }

  private send(message: object): void {
    this.socket?.send(JSON.stringify(message));
  }

  private end(reason: ApiError): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    clearTimeout(this.silenceTimer);
    this.socket?.close(1000);
    this.resolve(reason);
  }
}

/** AppSync's own addresses have a host of their own for this, any other has the path below `/graphql`. */
export function realtimeUrl(graphqlUrl: string): string {
  const url = new URL(graphqlUrl);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  const realtimeHost = url.host.replace(/^(\w+)\.appsync-api\./, '$1.appsync-realtime-api.');
  if (realtimeHost === url.host) url.pathname += '/realtime';
  else url.host = realtimeHost;
  return url.href;
}

/** AppSync's clients write this one name with a capital. */
function authorizationOf({ authorization = '', ...others }: Record<string, string>, host: string): object {
  return { ...others, Authorization: authorization, host };
}

function base64Url(value: object): string {
  return btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
