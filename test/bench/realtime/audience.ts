import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import type { WebSocket } from 'ws';
import * as z from 'zod';
import type { Protocol } from './protocol.ts';

const atOnce = 50;
const typed = z.looseObject({ type: z.string().optional() });

/** Subscribers on as many sockets. */
export class Audience {
  readonly #protocol: Protocol;
  readonly #sockets: WebSocket[] = [];
  #hear: (bytes: number) => void = () => {};

  constructor(protocol: Protocol) {
    this.#protocol = protocol;
  }

  /** Lets more come until there are so many. */
  async growTo(count: number): Promise<void> {
    let missing = count - this.#sockets.length;
    const open = async () => {
      while (missing > 0) {
        missing -= 1;
        this.#sockets.push(await this.#open());
      }
    };
    await Promise.all(Array.from({ length: atOnce }, open));
  }

  /** Publishes, and resolves with what it took until the last subscriber has it, and with the bytes each got. */
  async time(publish: () => Promise<void>): Promise<{ ms: number; bytes: number }> {
    let left = this.#sockets.length;
    let bytes = 0;
    const heard = new Promise<number>((resolve) => {
      this.#hear = (each) => {
        bytes += each;
        left -= 1;
        if (left === 0) resolve(performance.now());
      };
    });
    const began = performance.now();
    const [last] = await Promise.all([heard, publish()]);
    return { ms: last - began, bytes: bytes / this.#sockets.length };
  }

  async end(): Promise<void> {
    await Promise.all(
      this.#sockets.map(async (socket) => {
        const closed = once(socket, 'close');
        socket.close();
        await closed;
      }),
    );
  }

  async #open(): Promise<WebSocket> {
    const socket = this.#protocol.open();
    await once(socket, 'open');
    const say = (message: object) => socket.send(JSON.stringify(message));
    await new Promise<void>((resolve, reject) => {
      socket.on('close', (code) => reject(new Error(`A socket was closed with ${code}.`)));
      socket.on('message', (data: Buffer) => {
        const text = data.toString();
        if (this.#protocol.isPublished(text)) {
          this.#hear(data.length);
          return;
        }
        const message = typed.parse(JSON.parse(text));
        if (message.type === 'connection_ack') {
          this.#protocol.subscribe.forEach(say);
        } else if (this.#protocol.stands(message)) resolve();
        else if (/error/.test(message.type ?? '')) reject(new Error(text));
      });
      say({ type: 'connection_init' });
    });
    return socket;
  }
}
