import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SteerableClock } from '../../clock.ts';
import { openStore, type Store } from '../../store.ts';
import { Queue } from './queue.ts';
import type { QueueSettings } from './settings.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore(await mkdtemp(join(tmpdir(), 'queue-')));
});
afterAll(() => store.close());

const visibilityMs = 30_000;
const maxReceiveCount = 3;
const settings = (name: string): QueueSettings => ({
  name,
  arn: `arn:${name}`,
  url: '',
  delayMs: 0,
  visibilityMs,
  retentionMs: 1e12,
  waitMs: 0,
  maximumMessageSize: 1e6,
});

type Step = { do: 'send' | 'receive' | 'delete' | 'give back' | 'wait' | 'restart'; pick: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    do: fc.constantFrom('send', 'send', 'receive', 'receive', 'delete', 'give back', 'wait', 'restart'),
    pick: fc.nat(5),
  }),
  { maxLength: 40 },
);

let run = 0;

/** A queue with a dead-letter queue, and what a careful observer knows about the messages. */
async function world() {
  run += 1;
  const clock = new SteerableClock();
  const redrive = { deadLetterTargetArn: 'arn:dead', maxReceiveCount };
  const start = async () => {
    const dead = new Queue(settings(`dead-${run}`), { clock, store }, () => undefined);
    const jobs = new Queue({ ...settings(`jobs-${run}`), redrive }, { clock, store }, () => dead);
    await Promise.all([dead.load(), jobs.load()]);
    return { jobs, dead };
  };
  return {
    clock,
    start,
    queues: await start(),
    alive: new Set<string>(),
    receipts: new Map<string, { handle: string; at: number }>(),
    received: new Map<string, number>(),
  };
}

type World = Awaited<ReturnType<typeof world>>;

async function receive(w: World, max: number): Promise<void> {
  for (const { message, receiptHandle } of await w.queues.jobs.receive({ max, waitMs: 0 })) {
    const held = w.receipts.get(message.body);
    expect(w.alive.has(message.body), 'a deleted message came back').toBe(true);
    expect(held === undefined || w.clock.now() - held.at >= visibilityMs, 'delivered while in flight').toBe(true);
    const count = (w.received.get(message.body) ?? 0) + 1;
    expect(message.receiveCount).toBe(count);
    expect(count).toBeLessThanOrEqual(maxReceiveCount);
    w.received.set(message.body, count);
    w.receipts.set(message.body, { handle: receiptHandle, at: w.clock.now() });
  }
}

async function take(w: World, step: Step): Promise<void> {
  const [body, receipt] = [...w.receipts][step.pick] ?? [];
  if (step.do === 'send') {
    const next = `m${w.alive.size}-${w.received.size}-${Math.random()}`;
    await w.queues.jobs.send(next, { senderId: 'test' });
    w.alive.add(next);
  } else if (step.do === 'receive') {
    await receive(w, step.pick + 1);
  } else if (step.do === 'wait') {
    w.clock.advance(visibilityMs);
  } else if (step.do === 'restart') {
    w.queues.jobs.close();
    w.queues.dead.close();
    w.queues = await w.start();
    w.receipts.clear();
  } else if (body !== undefined && receipt && w.clock.now() - receipt.at < visibilityMs) {
    if (step.do === 'delete') {
      await w.queues.jobs.delete(receipt.handle);
      w.alive.delete(body);
    } else {
      w.queues.jobs.changeVisibility(receipt.handle, 0);
    }
    w.receipts.delete(body);
  }
}

/** Receives until nothing comes any more; what is left must be in the dead-letter queue. */
async function drain(w: World): Promise<Set<string>> {
  for (let round = 0; round <= maxReceiveCount; round += 1) {
    w.clock.advance(visibilityMs);
    await receive(w, 1000);
  }
  expect(await w.queues.jobs.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  const dead = await w.queues.dead.receive({ max: 1000, waitMs: 0 });
  return new Set(dead.map(({ message }) => message.body));
}

test('whatever happens, an accepted message is delivered again until it is deleted or dead', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const w = await world();
      for (const step of all) await take(w, step);
      expect(await drain(w)).toEqual(w.alive);
    }),
    { numRuns: 60 },
  );
});
