import * as z from 'zod';
import type { Resource } from '../../assembly/resource.ts';
import { noEffect, readProperties } from '../properties.ts';
import type { Cloud, QueueMessage } from '../service.ts';
import type { LambdaFunction } from './functions.ts';
import { dealtWith, sqsEvent } from './sqs-batch.ts';

const properties = z.strictObject({
  EventSourceArn: z.string().includes(':sqs:', 'only queues are event sources on this machine'),
  FunctionName: z.string(),
  BatchSize: z.number().int().min(1).max(10_000).default(10),
  MaximumBatchingWindowInSeconds: z.number().int().min(0).max(300).default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.number().int().min(2).max(1000) }).optional(),
  Enabled: z.boolean().default(true),
  Tags: noEffect,
});

/** What Lambda needs to poll a queue, of the function's role. */
const needed = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** SQS gives at most this many messages at once. */
const receiveLimit = 10;

/** How long to wait after a failure of the queue itself, on the clock. */
const pauseMs = 1000;

/** Polls a queue and runs a function with what comes, as many batches at once as the template allows. */
export class EventSourceMapping {
  readonly functionName: string;
  readonly #settings: z.output<typeof properties>;
  readonly #target: LambdaFunction;
  readonly #cloud: Cloud;
  readonly #stopping = new AbortController();
  #polling: Promise<unknown> = Promise.resolve();

  constructor(resource: Resource, cloud: Cloud, find: (name: string) => LambdaFunction) {
    this.#settings = readProperties(properties, resource);
    this.functionName = this.#settings.FunctionName;
    this.#target = find(this.functionName);
    this.#cloud = cloud;
  }

  /** Checks that the function's role may poll, as AWS does when a mapping is made, and starts. */
  start(): void {
    const { EventSourceArn: resource, ScalingConfig, Enabled } = this.#settings;
    const { settings, pool } = this.#target;
    for (const action of needed) this.#cloud.authorize({ kind: 'role', arn: settings.roleArn }, { action, resource });
    if (!Enabled) return;
    const concurrency = Math.min(ScalingConfig?.MaximumConcurrency ?? pool.limit, pool.limit);
    this.#polling = this.#poll(concurrency);
  }

  /** Stops taking messages. What is being worked on goes on. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Resolves when the last batch is done, after {@link stop}. */
  async finished(): Promise<void> {
    await this.#polling;
  }

  /** One batch after the other is taken, and up to `concurrency` are worked on at once. */
  async #poll(concurrency: number): Promise<void> {
    const { signal } = this.#stopping;
    const working = new Set<Promise<void>>();
    while (!signal.aborted) {
      if (working.size >= concurrency) await Promise.race(working);
      const messages = await this.#nextBatch(signal).catch((error: unknown) => this.#failed(error, signal));
      if (!messages || messages.length === 0) continue;
      const work = this.#cloud.clock
        .during(this.#deliver(messages))
        .catch((error: unknown) => this.#failed(error, signal))
        .finally(() => working.delete(work));
      working.add(work);
    }
    await Promise.all(working);
  }

  async #nextBatch(signal: AbortSignal): Promise<QueueMessage[]> {
    const { EventSourceArn, BatchSize, MaximumBatchingWindowInSeconds: seconds } = this.#settings;
    const receive = (max: number, until: AbortSignal) =>
      this.#cloud.services.sqs.receiveMessages(EventSourceArn, Math.min(max, receiveLimit), until);
    const batch = [...(await receive(BatchSize, signal))];
    if (seconds === 0 || batch.length === 0) return batch;
    const window = new AbortController();
    const cancel = this.#cloud.clock.after(seconds * 1000, () => window.abort());
    const until = AbortSignal.any([signal, window.signal]);
    while (batch.length < BatchSize && !until.aborted) batch.push(...(await receive(BatchSize - batch.length, until)));
    cancel();
    return batch;
  }

  /** Messages of a batch that failed stay hidden until their visibility timeout, and come again. */
  async #deliver(messages: QueueMessage[]): Promise<void> {
    const { EventSourceArn, FunctionResponseTypes } = this.#settings;
    const event = sqsEvent(messages, EventSourceArn, this.#cloud.deployment.region);
    const { payload, functionError } = await this.#target.invoke(event);
    if (functionError) return;
    const done = dealtWith(messages, payload, FunctionResponseTypes.length > 0);
    const { sqs } = this.#cloud.services;
    await Promise.all(done.map(({ receiptHandle }) => sqs.deleteMessage(EventSourceArn, receiptHandle)));
  }

  /** A queue or a function that refuses gets a moment; until then this slot takes nothing new. */
  async #failed(error: unknown, signal: AbortSignal): Promise<undefined> {
    if (signal.aborted) return;
    this.#cloud.log({ service: 'lambda', function: this.functionName, level: 'warn', message: String(error) });
    await new Promise<void>((resolve) => {
      this.#cloud.clock.after(pauseMs, resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
