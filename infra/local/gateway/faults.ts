import * as z from 'zod';
import { seededChance } from '../chance.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../services/service.ts';
import { AwsError, ConnectionReset } from '../services/service.ts';

const effect = z.union([
  z.strictObject({
    error: z.strictObject({
      code: z.string(),
      status: z.number().int().min(400).max(599).default(400),
      message: z.string().default('Injected by a fault rule.'),
    }),
  }),
  /** The call waits, then goes on. */
  z.strictObject({ delayMs: z.number().int().positive() }),
  /** The connection breaks: before the service sees the call, or after it has done its work. */
  z.strictObject({ reset: z.enum(['before', 'after']) }),
  /** The service does it twice and the caller gets the second answer, as after a lost answer and a retry. */
  z.strictObject({ twice: z.literal(true) }),
]);

const rule = z.strictObject({
  /** The service's signing name, for example `rekognition`; `appsync` for GraphQL. */
  service: z.string(),
  /** For example `DetectLabels`; `GraphQL` for AppSync; `*` for all. */
  operation: z.string(),
  /** How many calls it hits; without it, all until the rules are set anew. */
  times: z.number().int().positive().optional(),
  /** Chance from 0 to 1 that it hits a call. */
  probability: z.number().min(0).max(1).default(1),
  seed: z.number().int().default(1),
  effect,
});

export const faultRules = z.array(rule);

/** As tests and files write a rule: `{service, operation, effect}` and optionally `times`, `probability`, `seed`. */
export type FaultRule = z.input<typeof rule>;
type FaultEffect = z.output<typeof effect>;

interface Armed {
  rule: z.output<typeof rule>;
  left: number;
  chance: () => number;
}

/**
 * The one place where calls are made to fail on purpose: those that come through the front door, those of AppSync's
 * clients, and those that services make of each other.
 */
export class Faults {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #usage: Cloud['usage'];
  #armed: Armed[] = [];

  /** `usage` hears of every call: all of them pass here. */
  constructor(clock: Pick<Clock, 'after'>, usage?: Cloud['usage']) {
    this.#clock = clock;
    this.#usage = usage;
  }

  /** Replaces all rules; none clears. Throws a ZodError for a rule that is not one. */
  set(rules: FaultRule[]): void {
    this.#armed = faultRules
      .parse(rules)
      .map((each) => ({ rule: each, left: each.times ?? Infinity, chance: seededChance(each.seed) }));
  }

  /** Makes a call as the first rule that hits it wants. Throws an {@link AwsError}, or a {@link ConnectionReset}. */
  async attempt<Result>(service: string, operation: string, call: () => Promise<Result>): Promise<Result> {
    if (!this.#usage) return this.#attempt(service, operation, call);
    const began = performance.now();
    try {
      return await this.#attempt(service, operation, call);
    } finally {
      this.#usage({ kind: 'call', service, operation, ms: performance.now() - began });
    }
  }

  async #attempt<Result>(service: string, operation: string, call: () => Promise<Result>): Promise<Result> {
    const effect = this.#next(service, operation);
    if (!effect) return call();
    if ('error' in effect) throw new AwsError(effect.error.code, effect.error.message, effect.error.status);
    if ('delayMs' in effect) await new Promise<void>((resolve) => this.#clock.after(effect.delayMs, resolve));
    if ('twice' in effect) await call();
    if (!('reset' in effect)) return call();
    if (effect.reset === 'after') await call();
    throw new ConnectionReset();
  }

  #next(service: string, operation: string): FaultEffect | undefined {
    const hit = this.#armed.find(
      ({ rule, left, chance }) =>
        rule.service === service &&
        (rule.operation === '*' || rule.operation === operation) &&
        left > 0 &&
        chance() < rule.probability,
    );
    if (!hit) return undefined;
    hit.left -= 1;
    return hit.rule.effect;
  }
}
