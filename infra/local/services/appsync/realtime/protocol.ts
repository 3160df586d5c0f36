import * as z from 'zod';
import type { ErrorEntry, RequestError } from '../errors.ts';
import type { GraphQLResponse } from '../execute.ts';

/** The WebSocket subprotocol of AppSync. */
export const subprotocol = 'graphql-ws';

/** How long a client waits for a `ka` before it gives up. */
export const connectionTimeoutMs = 300_000;
/** AppSync sends `ka` about once a minute, and closes a connection after a day. */
export const keepAliveMs = 60_000;
export const longestConnectionMs = 24 * 60 * 60 * 1000;
export const mostSubscriptions = 200;
/** Quota: bytes of what is published. */
export const mostPayload = 240 * 1024;

const start = z.object({
  type: z.literal('start'),
  id: z.string(),
  payload: z.object({
    /** `{"query", "variables"}` as a JSON string; an IAM signature covers it. */
    data: z.string(),
    extensions: z.object({ authorization: z.record(z.string(), z.string()) }).optional(),
  }),
});

const clientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connection_init') }),
  start,
  z.object({ type: z.literal('stop'), id: z.string() }),
]);

export type ClientMessage = z.infer<typeof clientMessage>;
export type StartMessage = z.infer<typeof start>;

/** Undefined for what AppSync does not understand. */
export function readMessage(text: string): ClientMessage | undefined {
  try {
    return clientMessage.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** An error of the protocol; GraphQL errors travel as they are. */
export interface ProtocolError {
  errorType?: string;
  message: string;
  errorCode?: number;
}

export type ServerMessage =
  | { type: 'connection_ack'; payload: { connectionTimeoutMs: number } }
  | { type: 'connection_error'; payload: { errors: ProtocolError[] } }
  | { type: 'ka' }
  | { type: 'start_ack'; id: string }
  | { type: 'data'; id: string; payload: GraphQLResponse }
  | { type: 'complete'; id: string }
  | { type: 'error'; id?: string; payload: { errors: (ProtocolError | ErrorEntry)[] | ProtocolError } };

/** How a refusal travels. */
export function protocolError({ errorType, message, status }: RequestError): ProtocolError {
  return { ...(errorType ? { errorType } : {}), message, errorCode: status };
}
