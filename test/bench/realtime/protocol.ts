import { WebSocket } from 'ws';

/** How the subscribers of a server speak to it. */
export interface Protocol {
  open: () => WebSocket;
  /** What is said to subscribe, once the connection is acknowledged. */
  subscribe: readonly object[];
  /** Whether a message says that a subscription stands. */
  stands: (message: { type?: string }) => boolean;
  /** Whether a message, as it came, is what was published. */
  isPublished: (text: string) => boolean;
}

const base64Url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** AppSync's, for somebody with a token. */
export function appSync(
  socketUrl: string,
  graphqlUrl: string,
  request: { query: string; variables: object },
  token: string,
): Protocol {
  const authorization = { Authorization: token, host: new URL(graphqlUrl).host };
  const payload = { data: JSON.stringify(request), extensions: { authorization } };
  return {
    open: () => new WebSocket(socketUrl, ['graphql-ws', `header-${base64Url(authorization)}`]),
    subscribe: [{ type: 'start', id: '1', payload }],
    stands: ({ type }) => type === 'start_ack',
    isPublished: (text) => text.includes('"type":"data"'),
  };
}

/** graphql-ws's own. It says nothing of a subscription that stands: an answered ping behind it says it. */
export function graphqlWs(socketUrl: string, request: { query: string; variables: object }): Protocol {
  return {
    open: () => new WebSocket(socketUrl, 'graphql-transport-ws'),
    subscribe: [{ type: 'subscribe', id: '1', payload: request }, { type: 'ping' }],
    stands: ({ type }) => type === 'pong',
    isPublished: (text) => text.includes('"type":"next"'),
  };
}
