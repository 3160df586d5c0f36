import { z } from 'zod';
import { seededChance } from '../chance.ts';

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
  /** The service's signing name, for example `rekognition`. */
  service: z.string(),
  /** For example `DetectLabels`; `*` for all. */
  operation: z.string(),
  /** How many calls it hits; without it, all until the rules are set anew. */
  times: z.number().int().positive().optional(),
  /** Chance from 0 to 1 that it hits a call. */
  probability: z.number().min(0).max(1).default(1),
  seed: z.number().int().default(1),
  effect,
});

const faultRules = z.array(rule);

/** As tests and files write a rule: `{service, operation, effect}` and optionally `times`, `probability`, `seed`. */
export type FaultRule = z.input<typeof rule>;
export type FaultEffect = z.output<typeof effect>;

interface Armed {
  rule: z.output<typeof rule>;
  left: number;
  chance: () => number;
}

/** The one place where calls are made to fail on purpose. */
export class Faults {
  #armed: Armed[] = [];

  /** Replaces all rules; none clears. Throws a ZodError for a rule that is not one. */
  set(rules: FaultRule[]): void {
    this.#armed = faultRules
      .parse(rules)
      .map((each) => ({ rule: each, left: each.times ?? Infinity, chance: seededChance(each.seed) }));
  }

  /** What happens to the next call of this operation, by the first rule that hits it. */
  next(service: string, operation: string): FaultEffect | undefined {
    return this.#hit(service, operation, () => true);
  }

  /** The same for a call that does not travel over HTTP: it can fail, but not be reset, late or repeated. */
  nextError(service: string, operation: string): Extract<FaultEffect, { error: unknown }> | undefined {
    const found = this.#hit(service, operation, (each) => 'error' in each);
    return found && 'error' in found ? found : undefined;
  }

  #hit(service: string, operation: string, possible: (effect: FaultEffect) => boolean): FaultEffect | undefined {
    const hit = this.#armed.find(
      ({ rule, left, chance }) =>
        rule.service === service &&
        (rule.operation === '*' || rule.operation === operation) &&
        left > 0 &&
        possible(rule.effect) &&
        chance() < rule.probability,
    );
    if (!hit) return undefined;
    hit.left -= 1;
    return hit.rule.effect;
  }
}
