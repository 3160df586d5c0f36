import { expect } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';

/** The WebSocket of a browser, for clients that others wrote and that look for it in the global scope. */
export class BrowserWebSocket extends WebSocket {
  static readonly open = new Set<BrowserWebSocket>();

  constructor(url: string, protocols: string[], options?: ClientOptions) {
    // Amplify speaks TLS only; a stack on this machine does not.
    super(/^wss:\/\/127\.0\.0\.1:/.test(url) ? url.replace('wss:', 'ws:') : url, protocols, options);
    BrowserWebSocket.open.add(this);
    this.once('close', () => BrowserWebSocket.open.delete(this));
  }

  /** Breaks all connections, as a lost network does. */
  static drop(): void {
    for (const socket of BrowserWebSocket.open) socket.terminate();
  }
}

/** Returns the function that takes it away again. */
export function installWebSocket(): () => void {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket');
  Object.defineProperty(globalThis, 'WebSocket', { value: BrowserWebSocket, configurable: true, writable: true });
  return () => {
    if (before) Object.defineProperty(globalThis, 'WebSocket', before);
    else Reflect.deleteProperty(globalThis, 'WebSocket');
  };
}

interface Observable {
  subscribe: (observer: { next: (message: unknown) => void; error: (error: unknown) => void }) => {
    unsubscribe: () => void;
  };
}

function isObservable(value: unknown): value is Observable {
  return typeof value === 'object' && value !== null && 'subscribe' in value;
}

/** Keeps what an observable says. */
export class Listener {
  readonly heard: unknown[] = [];
  readonly failed: unknown[] = [];
  readonly stop: () => void;

  constructor(observable: unknown) {
    if (!isObservable(observable)) throw new TypeError('This is no subscription.');
    const running = observable.subscribe({
      next: (message) => this.heard.push(message),
      error: (error) => this.failed.push(error),
    });
    this.stop = () => running.unsubscribe();
  }

  /** Publishes until something new is heard, which it answers with: a subscription takes a while to stand. */
  async after(publish: () => Promise<unknown>): Promise<unknown> {
    const before = this.heard.length;
    const publishAndCount = async () => {
      await publish();
      return this.heard.length;
    };
    await expect.poll(publishAndCount, { interval: 500, timeout: 60_000 }).toBeGreaterThan(before);
    return this.heard[before];
  }
}
