import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openApi, type Api } from './appsync-api.ts';
import {
  connected,
  iamHeader,
  inProtocol,
  inQuery,
  opened,
  RealtimeClient,
  userHeader,
  type Handshake,
  type Header,
} from './appsync-realtime-client.ts';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, here, seenByOthers } from './evidence.ts';

const realtime = behavioursOf('AppSync realtime');
const guide = documented('AppSync developer guide, Building a real-time WebSocket client');

let api: Api;
let user: Header;
const clients: RealtimeClient[] = [];
beforeAll(async () => {
  api = await openApi();
  user = await userHeader(api);
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
afterAll(() => api.target.stop());

function keep(client: RealtimeClient): RealtimeClient {
  clients.push(client);
  return client;
}

/** The first two messages after `connection_init`. */
async function greeting(handshake: Handshake) {
  const client = keep(await opened(api, handshake));
  client.send({ type: 'connection_init' });
  return [await client.nextOfAll(), await client.nextOfAll()];
}
const welcome = [{ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } }, { type: 'ka' }];

realtime.covers(
  'Credentials are taken from a second subprotocol, `header-` and base64url of JSON without padding',
  guide,
  async () => {
    expect(await greeting(inProtocol(user))).toEqual(welcome);
  },
);

realtime.covers(
  'Credentials are taken from the query string, `header` and `payload` (`{}`) in base64',
  guide,
  async () => {
    expect(await greeting(inQuery(user))).toEqual(welcome);
  },
);

realtime.covers('Credentials are taken from headers of the upgrade itself', guide, async () => {
  // The WebSocket goes to a host of its own; the header names that of the GraphQL endpoint.
  const headers = { authorization: user['Authorization'] ?? '', host: api.host };
  expect(await greeting({ options: { headers } })).toEqual(welcome);
});

realtime.covers(
  'An IAM principal signs `POST /graphql/connect` with the body `{}`, in the subprotocol or the query string',
  guide,
  async () => {
    expect(await greeting(inProtocol(await iamHeader(api)))).toEqual(welcome);
    expect(await greeting(inQuery(await iamHeader(api)))).toEqual(welcome);
    // A signature of the endpoint without /connect is none of the handshake.
    expect(await refusal(inProtocol(await iamHeader(api, '{}')))).toMatchObject({ errorCode: 403 });
  },
);

realtime.covers(
  'Of the subprotocols that the client offers the server chooses `graphql-ws`, wherever it stands',
  guide,
  async () => {
    const { protocols = [] } = inProtocol(user);
    for (const offered of [protocols, protocols.toReversed()]) {
      const client = keep(await opened(api, { protocols: offered }));
      expect(client.socket.protocol).toBe('graphql-ws');
    }
  },
);

/** The error of the message with which a handshake is refused; the connection closes after it. */
async function refusal(handshake: Handshake): Promise<unknown> {
  const client = keep(new RealtimeClient(api.realtimeUrl, handshake));
  const { type, payload } = await client.next();
  expect(type).toBe('connection_error');
  await client.closed;
  const { errors } = payload as { errors: unknown[] };
  expect(errors).toHaveLength(1);
  return errors[0];
}

realtime.covers(
  'Without the subprotocol `graphql-ws` the connection is refused: `SubProtocolNotSupportedError`, `errorCode` 400',
  seenByOthers('a report of a Unity client of AppSync'),
  async () => {
    const headers = { authorization: user['Authorization'] ?? '', host: api.host };
    const error = await refusal({ protocols: [], options: { headers } });
    expect(error).toEqual({ message: 'SubProtocolNotSupportedError', errorCode: 400 });
  },
);

realtime.covers(
  'A handshake without valid credentials is answered by `connection_error` with `errorCode` 401, and the connection closes',
  seenByOthers('awslabs/aws-mobile-appsync-sdk-android#246'),
  async () => {
    for (const handshake of [{}, inProtocol({ ...user, Authorization: 'nonsense' })])
      expect(await refusal(handshake)).toMatchObject({ errorCode: 401 });
  },
);

realtime.covers(
  'An expired token in the handshake is `UnauthorizedException`, "Token has expired.", with `errorCode` 401',
  here(seenByOthers('awslabs/aws-mobile-appsync-sdk-js#666, awslabs/aws-mobile-appsync-sdk-android#246')),
  async () => {
    const { accessToken } = await api.target.tokens('ada', { expiresIn: -1 });
    const error = await refusal(inProtocol({ ...user, Authorization: accessToken }));
    expect(error).toEqual({ errorType: 'UnauthorizedException', message: 'Token has expired.', errorCode: 401 });
  },
);

realtime.covers(
  'A handshake whose header cannot be read, names no host or not that of the GraphQL endpoint, or comes without `payload` is `BadRequestException`, `errorCode` 400',
  assumed('the guide says that the host is validated and the payload needed, not what the error is'),
  async () => {
    const { Authorization = '' } = user;
    const unreadable: Handshake[] = [
      { protocols: ['graphql-ws', 'header-bm8'] },
      inProtocol({ Authorization, host: 'other.example' }),
      inProtocol({ Authorization }),
      { query: inQuery(user).query?.replace('&payload=e30=', '') ?? '' },
    ];
    for (const handshake of unreadable)
      expect(await refusal(handshake)).toMatchObject({ errorType: 'BadRequestException', errorCode: 400 });
  },
);

realtime.covers(
  '`connection_init` is answered by `connection_ack` with a `connectionTimeoutMs` of 300,000, and a `ka` follows',
  guide,
  async () => {
    expect(await greeting(inProtocol(user))).toEqual(welcome);
  },
);

realtime.covers('What comes before `connection_ack` is ignored', guide, async () => {
  const client = keep(await opened(api, inProtocol(user)));
  client.start('early', 'subscription { onSave { id } }', user);
  client.send({ type: 'stop', id: 'early' });
  client.send({ type: 'connection_init' });
  expect((await client.next()).type).toBe('connection_ack');
  client.start('early', 'subscription { onSave { id } }', user);
  expect(await client.next()).toEqual({ type: 'start_ack', id: 'early' });
});

realtime.covers(
  'A message that AppSync does not know is an `error` without id: `UnsupportedOperation`, "unknown not supported through the realtime channel"; the connection stays',
  seenByOthers('enisdenjo/graphql-ws#602'),
  async () => {
    const client = keep(await connected(api));
    const unknown = [{ type: 'subscribe', id: '1', payload: { query: '{ hello }' } }, { no: 'type' }, []];
    for (const each of unknown) {
      client.send(each);
      expect(await client.next()).toEqual({
        type: 'error',
        payload: {
          errors: [
            { errorType: 'UnsupportedOperation', message: 'unknown not supported through the realtime channel' },
          ],
        },
      });
    }
    await client.subscribe('subscription { onSave { id } }', user);
  },
);

realtime.covers(
  '`ka` comes every 60 s',
  here(assumed('the guide says periodically, within 300 s; Amplify warns after 65 s without one')),
  async () => {
    const client = keep(await connected(api));
    for (let i = 0; i < 3; i += 1) {
      api.target.local.clock.advance(60_000);
      expect(await client.nextOfAll()).toEqual({ type: 'ka' });
    }
  },
);

realtime.covers('AppSync closes a connection that is 24 hours old', here(guide), async () => {
  const client = keep(await connected(api));
  api.target.local.clock.advance(24 * 60 * 60 * 1000);
  expect(await client.closed).toBe(1000);
  user = await userHeader(api);
});

realtime.covers(
  'The realtime endpoint is a host of its own with `/graphql`, or `/graphql/realtime` beside the GraphQL endpoint; here both paths work, and others are 404',
  here(guide),
  async () => {
    const { origin } = new URL(api.realtimeUrl);
    for (const path of ['/graphql', '/graphql/realtime']) {
      const client = keep(new RealtimeClient(`${origin}${path}`, inProtocol(user)));
      await new Promise((resolve) => client.socket.once('open', resolve));
    }
    const lost = keep(new RealtimeClient(`${origin}/other`, inProtocol(user)));
    const error = await new Promise<Error>((resolve) => lost.socket.once('error', resolve));
    expect(error.message).toContain('404');
  },
);
