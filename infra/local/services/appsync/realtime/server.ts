import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { sourceIpOf } from '../http.ts';
import { RequestError } from '../errors.ts';
import { Connection, type ConnectionSurroundings } from './connection.ts';
import { badRequest, checkHost, connectionHeaders, offersSubprotocol } from './credentials.ts';
import { protocolError, subprotocol, type ServerMessage } from './protocol.ts';

/** Quota of this server, not of AppSync: bytes of one message of a client. */
const mostMessage = 1024 * 1024;

export interface RealtimeServer {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stop(): void;
}

/** The WebSocket endpoint: `/graphql/realtime`, or `/graphql` as on AppSync's own realtime host. */
export function realtimeServer(surroundings: Omit<ConnectionSurroundings, 'sourceIp'>): RealtimeServer {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: mostMessage,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  return {
    upgrade(request, socket, head) {
      // A client that breaks off its handshake is no reason to fall over.
      socket.on('error', () => socket.destroy());
      const [pathname] = (request.url ?? '/').split('?');
      if (pathname !== '/graphql/realtime' && pathname !== '/graphql') {
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (client) => {
        void serve(client, request, { ...surroundings, sourceIp: sourceIpOf(request) });
      });
    },
    stop() {
      server.clients.forEach((client) => {
        client.terminate();
      });
      server.close();
    },
  };
}

/** Messages that come while the connection is still being authorized wait for it. */
async function serve(client: WebSocket, request: IncomingMessage, surroundings: ConnectionSurroundings): Promise<void> {
  const early: string[] = [];
  let receive = (text: string) => {
    early.push(text);
  };
  client.on('message', (data) => {
    receive(textOf(data));
  });
  client.on('error', () => {
    client.terminate();
  });
  try {
    await authorize(request, surroundings);
  } catch (error) {
    refuse(client, error, surroundings);
    return;
  }
  const connection = new Connection(client, surroundings);
  receive = (text) => {
    connection.receive(text);
  };
  early.forEach(receive);
}

async function authorize(request: IncomingMessage, { api, host, sourceIp }: ConnectionSurroundings): Promise<void> {
  if (!offersSubprotocol(request)) throw new RequestError(400, '', 'SubProtocolNotSupportedError');
  const headers = connectionHeaders(request);
  if (!headers['host']) throw badRequest('host is missing');
  checkHost(headers, host);
  await api.authenticate({ method: 'POST', target: '/graphql/connect', headers, body: Buffer.from('{}') }, sourceIp);
}

function refuse(client: WebSocket, error: unknown, { api }: ConnectionSurroundings): void {
  const known = error instanceof RequestError ? error : RequestError.internal();
  if (known !== error) api.cloud.log({ service: 'appsync', level: 'error', message: String(error) });
  const message: ServerMessage = { type: 'connection_error', payload: { errors: [protocolError(known)] } };
  client.send(JSON.stringify(message), () => {
    client.close(1000);
  });
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data).toString();
}
