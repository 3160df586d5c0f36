import * as z from 'zod';
import { FieldError } from '../errors.ts';
import { subscriptionFilter, type SubscriptionFilter } from '../realtime/filter.ts';
import type { Evaluation } from './evaluation.ts';

/** Quota: invalidations of one request. */
export const mostInvalidations = 5;

const invalidation = z.object({ subscriptionField: z.string(), payload: z.record(z.string(), z.unknown()) });

/** The `extensions` object. The cache of responses is not emulated, so neither is its eviction. */
export function createExtensions(current: () => Evaluation): Record<string, (value: unknown) => void> {
  return {
    setSubscriptionFilter(filter) {
      const evaluation = responseOf(current(), 'Subscription', 'setSubscriptionFilter');
      evaluation.subscriptionFilter = read(filter);
    },
    setSubscriptionInvalidationFilter(filter) {
      const evaluation = responseOf(current(), 'Subscription', 'setSubscriptionInvalidationFilter');
      evaluation.invalidationFilter = read(filter);
    },
    invalidateSubscriptions(value) {
      const evaluation = responseOf(current(), 'Mutation', 'invalidateSubscriptions');
      evaluation.invalidations.push(parse(invalidation, value, 'invalidateSubscriptions'));
    },
  };
}

function responseOf(evaluation: Evaluation, typeName: string, name: string): Evaluation {
  if (evaluation.typeName === typeName && evaluation.handler === 'response') return evaluation;
  throw extensionError(`extensions.${name} works in the response handler of a ${typeName} resolver only`);
}

function read(filter: unknown): SubscriptionFilter | null {
  return filter === null ? null : parse(subscriptionFilter, filter, 'filter');
}

function parse<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw extensionError(`${name}: ${z.prettifyError(parsed.error)}`);
}

function extensionError(message: string): FieldError {
  return new FieldError(message, { errorType: 'BadRequestException' });
}
