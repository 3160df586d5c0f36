import { WebSocket } from 'ws';
import * as z from 'zod';
import type { Target } from './target.ts';

/** A subscription that is open. */
export interface Subscription {
  /** The `data` of what was published, in order. */
  received: unknown[];
  close: () => void;
}

const message = z.looseObject({ type: z.string(), payload: z.unknown().optional() });
const published = z.object({ data: z.unknown() });

/** Subscribes over AppSync's realtime protocol, and resolves when the subscription is there. */
export function subscribe(target: Target, token: string, query: string): Promise<Subscription> {
  const authorization = { host: new URL(target.output('GraphqlUrl')).host, Authorization: token };
  const header = Buffer.from(JSON.stringify(authorization)).toString('base64url');
  const socket = new WebSocket(target.output('RealtimeUrl'), ['graphql-ws', `header-${header}`]);
  const send = (content: object) => socket.send(JSON.stringify(content));
  const received: unknown[] = [];
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => send({ type: 'connection_init' }));
    socket.on('message', (data: Buffer) => {
      const { type, payload } = message.parse(JSON.parse(data.toString()));
      if (type === 'connection_ack') {
        const start = { data: JSON.stringify({ query, variables: {} }), extensions: { authorization } };
        send({ id: '1', type: 'start', payload: start });
      } else if (type === 'start_ack') resolve({ received, close: () => socket.close() });
      else if (type === 'data') received.push(published.parse(payload).data);
      else if (type !== 'ka') reject(new Error(`The subscription failed: ${data.toString()}`));
    });
  });
}
