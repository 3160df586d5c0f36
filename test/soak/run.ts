import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { seededChance } from '../../infra/local/chance.ts';
import { dueIndex } from '../../schema/table.ts';
import type { Evidence } from './audit.ts';
import { readObjects, readStored } from './evidence.ts';
import type { KillableStack } from './killable-stack.ts';
import type { Photo } from './photos.ts';
import { Sender } from './sender.ts';

export interface RunOptions {
  photos: readonly Photo[];
  /** How many people send them. */
  users: number;
  /** How often the stack is killed meanwhile. */
  kills: number;
  seed: number;
  say: (line: string) => void;
}

/** As many as the page sends at once. */
const atOnce = 4;
/** So long nothing moves before the stack's time is moved on. What is at work is waited for then. */
const patienceMs = 500;
const patienceWhileSendingMs = 60_000;
const tellMs = 10_000;
const lookMs = 250;
const mostNamed = 5;
const minuteMs = 60_000;
/** Less than the minute after which the local cloud gives idle functions back: each would have to start again. */
const stepMs = 50_000;
/** Once all have ended, what is left is the sweeper's. */
const quietMs = 5 * minuteMs;
/** Nothing takes longer than a repeat of the sweeper's longest wait, several times over. */
const mostMinutes = 180;

/** Sends photos, kills the stack meanwhile, and waits until everything has come to rest. */
export class Run {
  readonly #stack: KillableStack;
  readonly #options: RunOptions;
  readonly #began = Date.now();
  #senders: Sender[] = [];
  /** What becomes of photos after they are sent. */
  readonly #following: Promise<void>[] = [];

  constructor(stack: KillableStack, options: RunOptions) {
    this.#stack = stack;
    this.#options = options;
  }

  async evidence(): Promise<Evidence> {
    const { photos, users, say } = this.#options;
    const names = Array.from({ length: users }, (_, index) => `soak-${index}`);
    this.#senders = await Promise.all(names.map((name) => Sender.signIn(this.#stack, name)));
    say(`${photos.length} photos by ${users} users`);
    const sending = Promise.all(this.#senders.map((sender, index) => this.#send(sender, index)));
    const killing = this.#kill();
    await this.#untilEnded(sending);
    await killing;
    say(`all have ended after ${((Date.now() - this.#began) / 1000).toFixed(0)} s`);
    const retried = await Promise.all(this.#senders.map((sender) => sender.retryFailed()));
    say(`${retried.reduce((sum, each) => sum + each, 0)} that had failed are looked at again`);
    await this.#untilEnded(Promise.resolve());
    await this.#untilQuiet();
    say(`nothing is left to do after ${((Date.now() - this.#began) / 1000).toFixed(0)} s`);
    this.#stack.endFaults();
    return this.#collect();
  }

  async #send(sender: Sender, index: number): Promise<void> {
    const own = this.#options.photos.filter((_, each) => each % this.#senders.length === index);
    const worker = async () => {
      for (let photo = own.shift(); photo; photo = own.shift()) {
        const accepted = await sender.send(photo);
        // What becomes of it later goes on beside the others.
        this.#following.push(sender.follow(accepted, photo));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }

  /** Kills the stack at moments spread over the run by chance: each is a number of photos that have ended. */
  async #kill(): Promise<void> {
    const { photos, kills, seed, say } = this.#options;
    const chance = seededChance(seed);
    for (let kill = 0; kill < kills; kill += 1) {
      const moment = Math.floor((photos.length * (kill + chance())) / (kills + 1));
      while (this.#ended < moment) await setTimeout(lookMs);
      say(`kill -9, with ${this.#ended} of ${photos.length} ended`);
      await this.#stack.kill();
    }
  }

  get #ended(): number {
    return this.#senders.reduce((sum, { accepted, waiting }) => sum + accepted.length - waiting, 0);
  }

  /** Waits until all that was sent has ended. What waits for the stack's own time gets it once nothing else moves. */
  async #untilEnded(sending: Promise<unknown>): Promise<void> {
    const { photos, say } = this.#options;
    const progress = { sent: false };
    const all = sending.then(() => (progress.sent = true));
    let [before, since] = ['', Date.now()];
    let told = 0;
    for (let minutes = 0; minutes < mostMinutes;) {
      const waiting = this.#senders.reduce((sum, sender) => sum + sender.waiting, 0);
      if (progress.sent && waiting === 0) break;
      const now = `${this.#ended} ${waiting}`;
      if (Date.now() - told > tellMs) {
        told = Date.now();
        const queue = await this.#senders[0]?.waits();
        say(`${this.#ended} of ${photos.length} ended, ${queue?.photos ?? '?'} wait, about ${queue?.seconds ?? '?'} s`);
        const open = this.#senders.flatMap((sender) => sender.open);
        if (progress.sent && open.length <= mostNamed) say(`  still open: ${open.join(', ')}`);
      }
      if (now !== before) [before, since] = [now, Date.now()];
      else if (Date.now() - since > (progress.sent ? patienceMs : patienceWhileSendingMs)) {
        await this.#stack.pass(stepMs);
        minutes += stepMs / minuteMs;
        since = Date.now();
      }
      await setTimeout(lookMs);
    }
    await all;
    await Promise.all(this.#following);
  }

  /** Lets time pass until the sweeper has nothing left to finish. */
  async #untilQuiet(): Promise<void> {
    for (let minutes = 0; minutes < mostMinutes && (await this.#unfinished()) > 0; minutes += quietMs / minuteMs) {
      await this.#stack.pass(quietMs);
    }
  }

  /** How many items are on the sweeper's list. */
  async #unfinished(): Promise<number> {
    const table = this.#table();
    const shards = Array.from({ length: dueIndex.shards }, (_, shard) => String(shard));
    const counts = await Promise.all(
      shards.map((shard) =>
        table.send(
          new QueryCommand({
            TableName: this.#stack.output('TableName'),
            IndexName: dueIndex.indexName,
            KeyConditionExpression: '#shard = :shard',
            ExpressionAttributeNames: { '#shard': dueIndex.partitionKey },
            ExpressionAttributeValues: { ':shard': shard },
            Select: 'COUNT',
          }),
        ),
      ),
    );
    return counts.reduce((sum, { Count = 0 }) => sum + Count, 0);
  }

  #table(): DynamoDBDocumentClient {
    return DynamoDBDocumentClient.from(new DynamoDBClient({ ...this.#stack.operator, maxAttempts: 10 }));
  }

  async #collect(): Promise<Evidence> {
    // The stack's time is ahead of this process's by hours at most.
    const dayAt = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    const [from, to] = [dayAt(this.#began), dayAt(Date.now() + 2 * 86_400_000)];
    const met = new Map<string, number>();
    for (const sender of this.#senders) {
      for (const [error, count] of sender.met) met.set(error, (met.get(error) ?? 0) + count);
    }
    this.#options.say(`errors that senders met: ${JSON.stringify(Object.fromEntries(met))}`);
    const admin = await Sender.signIn(this.#stack, 'soak-admin', ['admins']);
    const s3 = new S3Client({ ...this.#stack.operator, forcePathStyle: true, maxAttempts: 10 });
    const table = this.#table();
    const senders = await Promise.all(
      this.#senders.map(async (witness) => {
        const stored = await readStored(table, this.#stack.output('TableName'), witness.owner);
        await witness.readTotals(from, to);
        witness.close();
        return { witness, stored };
      }),
    );
    const totals = await admin.overview(from, to);
    admin.close();
    return { senders, totals, objects: await readObjects(s3, this.#stack.output('BucketName')) };
  }
}
