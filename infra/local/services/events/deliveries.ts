import { AtLeastOnce, backOff, type Outcome } from '../at-least-once.ts';
import type { Operation } from '../../store.ts';
import type { BusEvent, Cloud } from '../service.ts';
import type { Rule, Target } from './rule.ts';
import { deliver, sendToQueue, type Failure } from './targets.ts';

/** One event on its way to one target. */
interface Delivery {
  event: BusEvent;
  ruleArn: string;
  targetId: string;
  /** Milliseconds since the epoch. */
  acceptedAt: number;
  /** Attempts that failed. */
  failures: number;
}

/** 185 retries then fill the day that AWS gives. */
const longestPauseMs = 480_000;

/** What is under way between rules and targets: each event arrives at least once, or in a dead-letter queue. */
export class Deliveries {
  readonly #cloud: Cloud;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #pending: AtLeastOnce<Delivery>;

  constructor(cloud: Cloud, rules: readonly Rule[]) {
    this.#cloud = cloud;
    this.#rules = new Map(rules.map((rule) => [rule.arn, rule]));
    const attempt = (delivery: Delivery) => this.#attempt(delivery);
    this.#pending = new AtLeastOnce(cloud, { prefix: 'events/delivery/', attempt });
  }

  /** Goes on with what an earlier process had accepted and not delivered. */
  resume(): Promise<void> {
    return this.#pending.resume();
  }

  stop(): void {
    this.#pending.stop();
  }

  /** The store operations that accept an event for a rule's targets; `commit` sets the deliveries going. */
  prepare(event: BusEvent, rule: Rule): { operations: Operation[]; commit: () => void } {
    const acceptedAt = this.#cloud.clock.now();
    const accepted = rule.targets.map(({ id: targetId }) =>
      this.#pending.prepare({ event, ruleArn: rule.arn, targetId, acceptedAt, failures: 0 }),
    );
    return {
      operations: accepted.flatMap(({ operations }) => operations),
      commit: () => accepted.forEach((each) => each.commit()),
    };
  }

  async #attempt(delivery: Delivery): Promise<Outcome<Delivery>> {
    const rule = this.#rules.get(delivery.ruleArn);
    const target = rule?.targets.find(({ id }) => id === delivery.targetId);
    if (!rule || !target) {
      this.#log('warn', 'The target of an event is no longer in the stack', delivery);
      return undefined;
    }
    const ingestionTime = new Date(delivery.acceptedAt).toISOString();
    const text = target.input(delivery.event, { ruleArn: rule.arn, ruleName: rule.name, ingestionTime });
    const failure = await deliver(this.#cloud, rule, target, text);
    if (!failure) return undefined;
    const exhausted = failure.retry ? this.#exhausted(delivery, target) : undefined;
    if (!failure.retry || exhausted !== undefined) {
      return { giveUp: () => this.#bury(delivery, rule, target, failure, exhausted) };
    }
    const again = { ...delivery, failures: delivery.failures + 1 };
    this.#log('warn', 'An event is to be delivered again', again, { failure });
    return { again, inMs: backOff(delivery.failures, longestPauseMs) };
  }

  #exhausted({ failures, acceptedAt }: Delivery, target: Target): string | undefined {
    if (failures >= target.maximumRetryAttempts) return 'MaximumRetryAttempts';
    return this.#cloud.clock.now() - acceptedAt >= target.maximumEventAgeMs ? 'MaximumEventAgeInSeconds' : undefined;
  }

  /** The event itself goes to the dead-letter queue, with what happened to it in the attributes. */
  async #bury(delivery: Delivery, rule: Rule, target: Target, failure: Failure, exhausted?: string): Promise<void> {
    this.#log('error', 'An event was given up', delivery, { failure });
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

  #log(level: 'warn' | 'error', message: string, { event, ruleArn, failures }: Delivery, more: object = {}): void {
    this.#cloud.log({ service: 'events', level, message, eventId: event.id, ruleArn, failures, ...more });
  }
}
