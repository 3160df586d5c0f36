import { MessageChannel, Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { Thumbnailer } from '../domain/ports.ts';
import { log } from './telemetry.ts';

/** No photo within the limits takes half as long; what takes longer has been made to. */
const patienceMs = 25_000;

const answer = z.union([z.object({ thumbnail: z.instanceof(Uint8Array) }), z.object({ error: z.string() })]);

/**
 * Thumbnails by libvips, compiled to WebAssembly, in a thread of its own: it blocks nothing, and a photo that it cannot
 * cope with costs no more than the thread. The thread starts with the first photo and stays for the next ones.
 * @param script path of the bundled thread
 */
export function vipsThumbnailer(script: string): Thumbnailer {
  let current: Worker | undefined;

  function start(): Worker {
    const thread = new Worker(script);
    thread.unref();
    thread.on('error', (error) => log.warn('No thumbnails', { error }));
    thread.on('exit', () => {
      if (current === thread) current = undefined;
    });
    return thread;
  }

  return {
    async thumbnail(photo) {
      const thread = (current ??= start());
      const { port1: ours, port2: theirs } = new MessageChannel();
      const late = setTimeout(() => void thread.terminate(), patienceMs);
      try {
        const message = await new Promise<unknown>((resolve) => {
          ours.once('message', resolve);
          // A thread that ends closes what it was given.
          ours.once('close', () => resolve({ error: 'The thread has ended.' }));
          thread.postMessage({ photo, port: theirs }, [theirs]);
        });
        const made = answer.parse(message);
        if ('thumbnail' in made) return made.thumbnail;
        throw new Error(made.error);
      } catch (error) {
        // Whatever went wrong may have left something behind.
        await thread.terminate();
        throw error;
      } finally {
        clearTimeout(late);
        ours.close();
      }
    },
  };
}
