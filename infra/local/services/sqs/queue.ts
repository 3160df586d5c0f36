import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Operation, Store } from '../../store.ts';
import { arrivals } from '../arrivals.ts';
import { notInFlight, purgeInProgress } from './errors.ts';
import { readReceiptHandle, receiptHandle, type Message, type MessageAttribute, type Receipt } from './message.ts';
import type { Cloud } from '../service.ts';
import type { QueueSettings } from './settings.ts';

/** A stored message and where it is in its life. */
interface Held {
  readonly key: string;
  message: Message;
  state: 'visible' | 'delayed' | 'in flight';
  /** Ends the wait of a message that is not visible. */
  cancel: () => void;
}

export interface ReceiveOptions {
  max: number;
  /** How long to wait for a first message; `Infinity` for until aborted. */
  waitMs: number;
  visibilityMs?: number;
  signal?: AbortSignal;
}

type QueueSurroundings = Pick<Cloud, 'clock' | 'store' | 'delivery'>;

/**
 * One standard queue. What is accepted, deleted or counted as received is on disk before the caller hears of it.
 * That a message is in flight is not: whoever had received it is gone with the process, so after a restart it is
 * visible at once.
 */
export class Queue {
  readonly settings: QueueSettings;
  readonly #clock: Clock;
  readonly #store: Store;
  /** The queue that takes what was received too often. */
  readonly #deadLetterQueue: () => Queue | undefined;
  /** How late each copy of a message arrives. */
  readonly #arrivals: () => number[];
  readonly #held = new Map<string, Held>();
  readonly #visible = new Set<Held>();
  /** Wakes the receivers that wait. */
  readonly #receivers = new Set<() => void>();
  #sequence = 0;
  #purgedAt = -Infinity;
  #closed = false;

  constructor(settings: QueueSettings, cloud: QueueSurroundings, deadLetterQueue: () => Queue | undefined) {
    this.settings = settings;
    this.#clock = cloud.clock;
    this.#store = cloud.store;
    this.#arrivals = arrivals(cloud.delivery);
    this.#deadLetterQueue = deadLetterQueue;
  }

  /** Takes up what an earlier process had accepted. */
  async load(): Promise<void> {
    for await (const [key, message] of this.#store.entries<Message>(this.#prefix)) {
      this.#sequence = Math.max(this.#sequence, Number(key.slice(this.#prefix.length)));
      this.#hold(key, message);
    }
  }

  close(): void {
    this.#closed = true;
    for (const held of this.#held.values()) held.cancel();
    this.#announce();
  }

  async send(
    body: string,
    { attributes = {}, delayMs = this.settings.delayMs, senderId }: SendOptions,
  ): Promise<Message> {
    const now = this.#clock.now();
    const message: Message = {
      id: randomUUID(),
      body,
      attributes,
      senderId,
      sentAt: now,
      visibleFrom: now + delayMs,
      receiveCount: 0,
    };
    const copies = this.#arrivals().map((lateMs) => ({
      key: this.#nextKey(),
      value: { ...message, visibleFrom: message.visibleFrom + lateMs },
    }));
    await this.#store.batch(copies.map((copy) => ({ type: 'put', ...copy })));
    copies.forEach(({ key, value }) => this.#hold(key, value));
    return message;
  }

  /** Up to `max` messages, hidden from now on; none when nothing came in time. */
  async receive({
    max,
    waitMs,
    visibilityMs = this.settings.visibilityMs,
    signal,
  }: ReceiveOptions): Promise<Receipt[]> {
    const deadline = this.#clock.now() + waitMs;
    while (!this.#closed && !signal?.aborted) {
      const receipts = await this.#clock.during(this.#take(max, visibilityMs));
      const remaining = deadline - this.#clock.now();
      if (receipts.length > 0 || remaining <= 0) return receipts;
      await this.#arrival(remaining, signal);
    }
    return [];
  }

  /** Deletes by the latest receipt; an older one, or that of a deleted message, changes nothing and is no error. */
  async delete(handle: string): Promise<void> {
    const held = this.#find(handle);
    if (!held) return;
    this.#forget(held);
    await this.#store.batch([{ type: 'del', key: held.key }]);
  }

  changeVisibility(handle: string, visibilityMs: number): void {
    const held = this.#find(handle);
    if (held?.state !== 'in flight') throw notInFlight(handle);
    held.cancel();
    this.#hide(held, 'in flight', visibilityMs);
  }

  /** Deletes all messages. Throws PurgeQueueInProgress within a minute of another purge. */
  async purge(): Promise<void> {
    const now = this.#clock.now();
    if (now - this.#purgedAt < 60_000) throw purgeInProgress(this.settings.name);
    this.#purgedAt = now;
    const all = [...this.#held.values()];
    all.forEach((held) => this.#forget(held));
    await this.#store.batch(all.map(({ key }) => ({ type: 'del', key })));
  }

  /** Sends every visible message on as a new one; those for which `destination` knows no queue stay. */
  async moveVisible(destination: (message: Message) => Queue | undefined): Promise<number> {
    const now = this.#clock.now();
    const moves = [...this.#visible].flatMap((held) => {
      const queue = destination(held.message);
      if (!queue) return [];
      const { id, body, attributes, senderId } = { ...held.message, id: randomUUID() };
      return {
        held,
        queue,
        message: { id, body, attributes, senderId, sentAt: now, visibleFrom: now, receiveCount: 0 },
      };
    });
    await this.#move(moves);
    return moves.length;
  }

  async counts(): Promise<{ visible: number; inFlight: number; delayed: number }> {
    await this.#dropExpired();
    const states = [...this.#held.values()].map(({ state }) => state);
    const count = (state: Held['state']) => states.filter((each) => each === state).length;
    return { visible: count('visible'), inFlight: count('in flight'), delayed: count('delayed') };
  }

  get #prefix(): string {
    return `sqs/${this.settings.name}/`;
  }

  #nextKey(): string {
    this.#sequence += 1;
    return this.#prefix + String(this.#sequence).padStart(15, '0');
  }

  #hold(key: string, message: Message): void {
    const held: Held = { key, message, state: 'visible', cancel: () => undefined };
    this.#held.set(key, held);
    const delay = message.visibleFrom - this.#clock.now();
    if (delay > 0) this.#hide(held, 'delayed', delay);
    else this.#show(held);
  }

  #hide(held: Held, state: 'delayed' | 'in flight', ms: number): void {
    held.state = state;
    if (ms <= 0) this.#show(held);
    else held.cancel = this.#clock.after(ms, () => this.#show(held));
  }

  #show(held: Held): void {
    held.state = 'visible';
    this.#visible.add(held);
    this.#announce();
  }

  #forget(held: Held): void {
    held.cancel();
    this.#visible.delete(held);
    this.#held.delete(held.key);
  }

  #find(handle: string): Held | undefined {
    const { key, id, receiveCount } = readReceiptHandle(this.settings.name, handle);
    const held = this.#held.get(key);
    return held?.message.id === id && held.message.receiveCount === receiveCount ? held : undefined;
  }

  async #take(max: number, visibilityMs: number): Promise<Receipt[]> {
    await this.#dropExpired();
    const { spent, taken } = this.#select(max);
    const deadLetterQueue = this.#deadLetterQueue();
    const now = this.#clock.now();
    for (const held of taken) {
      const { message } = held;
      held.state = 'in flight';
      held.message = { firstReceivedAt: now, ...message, receiveCount: message.receiveCount + 1 };
    }
    const counted: Operation[] = taken.map(({ key, message }) => ({ type: 'put', key, value: message }));
    const moves = deadLetterQueue ? spent.map((held) => this.#toDeadLetterQueue(held, deadLetterQueue)) : [];
    if (counted.length + moves.length > 0) await this.#move(moves, counted);
    const receipts = taken.map(({ key, message }) => ({
      message,
      receiptHandle: receiptHandle(this.settings.name, key, message),
    }));
    taken.filter(({ key }) => this.#held.has(key)).forEach((held) => this.#hide(held, 'in flight', visibilityMs));
    return receipts;
  }

  /** The next messages to deliver, and those before them that the redrive policy gives up on. */
  #select(max: number): { taken: Held[]; spent: Held[] } {
    const taken: Held[] = [];
    const spent: Held[] = [];
    const allowed = this.settings.redrive?.maxReceiveCount ?? Infinity;
    for (const held of this.#visible) {
      if (taken.length === max) break;
      (held.message.receiveCount >= allowed ? spent : taken).push(held);
      this.#visible.delete(held);
    }
    return { taken, spent };
  }

  #toDeadLetterQueue(held: Held, queue: Queue) {
    return { held, queue, message: { ...held.message, visibleFrom: 0, deadLetterSource: this.settings.arn } };
  }

  /** Moves messages between queues, and writes what else belongs to the same change, in one batch. */
  async #move(moves: { held: Held; queue: Queue; message: Message }[], others: Operation[] = []): Promise<void> {
    const keyed = moves.map((move) => ({ ...move, key: move.queue.#nextKey() }));
    moves.forEach(({ held }) => this.#forget(held));
    await this.#store.batch([
      ...others,
      ...keyed.flatMap(({ held, key, message }): Operation[] => [
        { type: 'del', key: held.key },
        { type: 'put', key, value: message },
      ]),
    ]);
    keyed.forEach(({ queue, key, message }) => queue.#hold(key, message));
  }

  /** Forgets visible messages that are older than the queue keeps them. */
  async #dropExpired(): Promise<void> {
    const oldest = this.#clock.now() - this.settings.retentionMs;
    const expired = [...this.#visible].filter(({ message }) => message.sentAt < oldest);
    expired.forEach((held) => this.#forget(held));
    if (expired.length > 0) await this.#store.batch(expired.map(({ key }) => ({ type: 'del', key })));
  }

  #announce(): void {
    const waiting = [...this.#receivers];
    this.#receivers.clear();
    waiting.forEach((wake) => wake());
  }

  #arrival(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        signal?.removeEventListener('abort', wake);
        this.#receivers.delete(wake);
        resolve();
      };
      const cancel = Number.isFinite(ms) ? this.#clock.after(ms, wake) : () => undefined;
      signal?.addEventListener('abort', wake);
      this.#receivers.add(wake);
    });
  }
}

export interface SendOptions {
  attributes?: Record<string, MessageAttribute>;
  delayMs?: number;
  /** ARN of whoever sends. */
  senderId: string;
}
