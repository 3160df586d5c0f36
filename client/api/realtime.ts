import type { TypedDocumentString } from '../../schema/generated/operations.ts';
import type { ApiError } from './api-error.ts';
import { watchNetwork } from './network.ts';
import { RealtimeConnection, type RealtimeEndpoint } from './realtime-connection.ts';

/**
 * `connecting` at first, `connected` while the subscription stands, `reconnecting` from a loss or a failed attempt until
 * it stands again, `closed` once the service has refused it for good.
 */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting' | 'closed';

export interface Observer<Data> {
  next: (data: Data) => void;
  /** Nothing is replayed: what happened before `connected` has to be read. */
  state?: (state: ConnectionState) => void;
  /** The subscription was refused for good; called at most once, after which there is nothing more. */
  error?: (error: ApiError) => void;
}

/** Failures that pass by themselves, by what their names begin with; any other refusal is final. */
const PASSING = /^(NetworkError|Internal|ServiceUnavailable|Throttl|TooManyRequests|LimitExceeded|MaxSubscriptions)/;

/** AppSync says something every 60 s; after a longer silence a socket is not worth waiting for. */
const SILENCE_MS = 65_000;

/** Keeps one AppSync subscription alive over lost connections until the returned function is called. */
export function subscribe<Result, Variables>(
  endpoint: RealtimeEndpoint,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { next, state = () => {}, error = () => {} }: Observer<Result>,
): () => void {
  const request = { query: document.toString(), variables };
  let connection: RealtimeConnection<Result> | undefined;
  let pause: Pause | undefined;
  let stopped = false;

  const unwatch = watchNetwork({
    awake: () => {
      if (connection && connection.silence > SILENCE_MS) connection.drop();
      pause?.end();
    },
    offline: () => connection?.drop(),
  });
  const stop = () => {
    stopped = true;
    unwatch();
    connection?.close();
    pause?.end();
  };
  const keep = async () => {
    state('connecting');
    for (let failures = 0; !stopped; failures += 1) {
      const connected = () => {
        failures = 0;
        state('connected');
      };
      connection = new RealtimeConnection(endpoint, request, { next, connected });
      const reason = await connection.ended;
      if (reason.errorType === 'Closed') return;
      if (!PASSING.test(reason.errorType)) {
        stop();
        state('closed');
        error(reason);
        return;
      }
      if (failures === 0) state('reconnecting');
      pause = new Pause(backOff(failures));
      await pause.over;
    }
  };
  void keep();
  return stop;
}

/** A wait that can be cut short. */
class Pause {
  readonly over: Promise<void>;
  end: () => void = () => {};

  constructor(ms: number) {
    this.over = new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Half a second at first and five at most, less a random part, so that not everybody comes back at the same moment. */
function backOff(failures: number): number {
  return Math.min(5000, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
}
