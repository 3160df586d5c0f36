import { setTimeout } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import * as z from 'zod';

class PhotoError extends Error {
  override readonly name = 'PhotoError';
}

let runs = 0;

/** What it can be asked to do, by name. */
const tasks = {
  echo: (event: unknown) => event,
  count: () => (runs += 1),
  environment: () => process.env,
  context: (_event: unknown, context: Context) => ({ ...context, remainingMs: context.getRemainingTimeInMillis() }),
  throw: () => {
    throw new PhotoError('This is no photo.');
  },
  print: () => {
    console.log('printed by the function');
    return null;
  },
  nothing: () => undefined,
  hang: () => setTimeout(600_000),
  wait: () => setTimeout(1000),
  exit: () => process.exit(1),
  large: () => 'x'.repeat(7 * 1024 * 1024),
  exhaust: () => {
    const all: unknown[] = [];
    for (;;) all.push(Array(100_000).fill({}));
  },
};

const names = Object.keys(tasks) as (keyof typeof tasks)[];
const order = z.looseObject({ do: z.enum(names) });

/** Does what it is asked to do. */
export async function handler(event: unknown, context: Context): Promise<unknown> {
  return await tasks[order.parse(event).do](event, context);
}
