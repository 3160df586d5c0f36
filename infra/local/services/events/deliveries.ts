import { randomUUID } from 'node:crypto';
import { seededChance } from '../../chance.ts';
import type { Operation } from '../../store.ts';
import type { BusEvent, Cloud } from '../service.ts';
import type { Rule, Target } from './rule.ts';
import { deliver, sendToQueue, type Failure } from './targets.ts';

/** One event on its way to one target, as it is stored. Times are milliseconds since the epoch. */
interface Delivery {
  event: BusEvent;
  ruleArn: string;
  targetId: string;
  acceptedAt: number;
  nextAt: number;
  /** Attempts that failed. */
  failures: number;
}

const prefix = 'events/delivery/';

/**
 * What is under way between rules and targets. A delivery is on disk before its event counts as accepted, and until
 * the target or a dead-letter queue has it, so each event arrives at least once.
 */
export class Deliveries {
  readonly #cloud: Cloud;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #chance: () => number;
  readonly #timers = new Map<string, () => void>();
  #stopped = false;

  constructor(cloud: Cloud, rules: readonly Rule[]) {
    this.#cloud = cloud;
    this.#rules = new Map(rules.map((rule) => [rule.arn, rule]));
    this.#chance = cloud.delivery ? seededChance(cloud.delivery.seed) : Math.random;
  }

  /** Goes on with what an earlier process had accepted and not delivered. */
  async resume(): Promise<void> {
    for await (const [key, delivery] of this.#cloud.store.entries<Delivery>(prefix)) this.#schedule(key, delivery);
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
  }

  /** The store operations that accept an event for a rule's targets; `commit` sets the deliveries going. */
  prepare(event: BusEvent, rule: Rule): { operations: Operation[]; commit: () => void } {
    const accepted = rule.targets.flatMap((target) => this.#copies(event, rule, target));
    return {
      operations: accepted.map(([key, value]) => ({ type: 'put', key, value })),
      commit: () => accepted.forEach(([key, delivery]) => this.#schedule(key, delivery)),
    };
  }

  /** One delivery, or more and later ones when the cloud is told to be unreliable. */
  #copies(event: BusEvent, rule: Rule, target: Target): [key: string, delivery: Delivery][] {
    const { duplicates, maxDelayMs } = this.#cloud.delivery ?? { duplicates: 0, maxDelayMs: 0 };
    const acceptedAt = this.#cloud.clock.now();
    return Array.from({ length: this.#chance() < duplicates ? 2 : 1 }, () => {
      const nextAt = acceptedAt + this.#chance() * maxDelayMs;
      const delivery = { event, ruleArn: rule.arn, targetId: target.id, acceptedAt, nextAt, failures: 0 };
      return [prefix + randomUUID(), delivery];
    });
  }

  #schedule(key: string, delivery: Delivery): void {
    if (this.#stopped) return;
    const attempt = () => {
      this.#timers.delete(key);
      this.#attempt(key, delivery).catch((error: unknown) =>
        this.#log('error', 'A delivery could not be written down', delivery, { error: String(error) }),
      );
    };
    const wait = delivery.nextAt - this.#cloud.clock.now();
    if (wait <= 0) attempt();
    else this.#timers.set(key, this.#cloud.clock.after(wait, attempt));
  }

  async #attempt(key: string, delivery: Delivery): Promise<void> {
    const rule = this.#rules.get(delivery.ruleArn);
    const target = rule?.targets.find(({ id }) => id === delivery.targetId);
    if (!rule || !target) {
      this.#log('warn', 'The target of an event is no longer in the stack', delivery);
      return this.#done(key);
    }
    const ingestionTime = new Date(delivery.acceptedAt).toISOString();
    const text = target.input(delivery.event, { ruleArn: rule.arn, ruleName: rule.name, ingestionTime });
    const failure = await deliver(this.#cloud, rule, target, text);
    // After the end of the process nothing may change: the delivery goes on with the next start.
    if (this.#stopped) return;
    if (!failure) return this.#done(key);
    const exhausted = this.#exhausted(delivery, target);
    if (!failure.retry || exhausted) {
      this.#log('error', 'An event was given up', delivery, { failure });
      await this.#bury(delivery, rule, target, failure, failure.retry ? exhausted : undefined);
      return this.#done(key);
    }
    await this.#retry(key, delivery, failure);
  }

  async #retry(key: string, delivery: Delivery, failure: Failure): Promise<void> {
    const nextAt = this.#cloud.clock.now() + backOff(delivery.failures, this.#chance());
    const later = { ...delivery, failures: delivery.failures + 1, nextAt };
    this.#log('warn', 'An event is to be delivered again', later, { failure });
    await this.#cloud.store.batch([{ type: 'put', key, value: later }]);
    this.#schedule(key, later);
  }

  #exhausted({ failures, acceptedAt }: Delivery, target: Target): string | undefined {
    if (failures >= target.maximumRetryAttempts) return 'MaximumRetryAttempts';
    return this.#cloud.clock.now() - acceptedAt >= target.maximumEventAgeMs ? 'MaximumEventAgeInSeconds' : undefined;
  }

  /** The event itself goes to the dead-letter queue, with what happened to it in the attributes. */
  async #bury(delivery: Delivery, rule: Rule, target: Target, failure: Failure, exhausted?: string): Promise<void> {
    if (target.deadLetterArn === undefined) return;
    const attributes = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.arn,
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message.slice(0, 1000),
      RETRY_ATTEMPTS: String(delivery.failures),
      ...(exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: exhausted }),
    };
    try {
      await sendToQueue(this.#cloud, rule, target.deadLetterArn, JSON.stringify(delivery.event), attributes);
    } catch (error) {
      this.#log('error', 'The dead-letter queue did not take an event', delivery, { error: String(error) });
    }
  }

  #done(key: string): Promise<void> {
    return this.#cloud.store.batch([{ type: 'del', key }]);
  }

  #log(level: 'warn' | 'error', message: string, { event, ruleArn, failures }: Delivery, more: object = {}): void {
    this.#cloud.log({ service: 'events', level, message, eventId: event.id, ruleArn, failures, ...more });
  }
}

/** Doubles from a second up to eight minutes, and varies by a quarter: 185 retries then fill the day that AWS gives. */
function backOff(failures: number, chance: number): number {
  return Math.min(2 ** failures * 1000, 480_000) * (0.75 + chance / 2);
}
