import * as z from 'zod';
import { invalidParameter, invalidValue } from './errors.ts';

/** Reads the input of an operation; a member that is not emulated is refused by name. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') throw invalidParameter(`${issue.keys.join(', ')} is not emulated.`);
  const path = issue?.path ?? [];
  throw invalidValue(valueAt(input, path), path.join('.'), issue?.message ?? 'Invalid.');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): string {
  const step = (value: unknown, key: PropertyKey): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return String(path.reduce(step, input));
}

export const names = z.array(z.string()).default([]);

/** A whole number of at least `minimum` and at most `maximum`. */
export function between(minimum: number, maximum: number) {
  const error = `Must be between ${minimum} and ${maximum}, if provided.`;
  return z.number({ error }).int({ error }).min(minimum, { error }).max(maximum, { error });
}

/** Whole seconds up to `maximum`, as milliseconds. */
export const duration = (maximum: number) => between(0, maximum).transform((seconds) => seconds * 1000);

export const visibilityTimeout = duration(12 * 3600);
