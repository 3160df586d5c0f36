import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Addresses, UpgradeListener } from './services/service.ts';

/** One port for each address; 0 takes any that is free. */
export type Ports = Record<keyof Addresses, number>;

/** The HTTP servers of the local cloud, all on 127.0.0.1. Until a listener is there they answer 503. */
export interface OpenPorts {
  addresses: Addresses;
  serve(name: keyof Addresses, request: RequestListener, upgrade?: UpgradeListener): void;
  /** Stops listening and breaks what is still connected. */
  close(): Promise<void>;
}

export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly port: number;

  constructor(port: number) {
    super(`Port ${String(port)} is in use by another program.`);
    this.port = port;
  }
}

/** Opens all four or none. Throws a {@link PortInUseError}. */
export async function openPorts(ports: Ports): Promise<OpenPorts> {
  const opened: OpenPort[] = [];
  const open = async (name: keyof Addresses) => {
    const port = await openPort(ports[name]);
    opened.push(port);
    return port;
  };
  const close = async () => {
    await Promise.all(opened.map((port) => port.close()));
  };
  try {
    const byName = {
      web: await open('web'),
      graphql: await open('graphql'),
      aws: await open('aws'),
      signIn: await open('signIn'),
    };
    const { web, graphql, aws, signIn } = byName;
    return {
      addresses: { web: web.address, graphql: graphql.address, aws: aws.address, signIn: signIn.address },
      serve: (name, request, upgrade) => byName[name].serve(request, upgrade),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface OpenPort {
  address: string;
  serve(request: RequestListener, upgrade?: UpgradeListener): void;
  close(): Promise<void>;
}

async function openPort(wanted: number): Promise<OpenPort> {
  let request: RequestListener = (_incoming, outgoing) => void outgoing.writeHead(503).end();
  let upgrade: UpgradeListener = (_incoming, socket) => void socket.destroy();
  const server = createServer((incoming, outgoing) => request(incoming, outgoing));
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => upgrade(incoming, socket, head));
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(server, wanted);
  return {
    address: `http://127.0.0.1:${String(port)}`,
    serve(onRequest, onUpgrade = upgrade) {
      request = onRequest;
      upgrade = onUpgrade;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port) : error),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
