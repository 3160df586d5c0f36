import { z } from 'zod';
import { invalidParameter } from './errors.ts';

/** Reads the input of an operation; a member that is not emulated is refused by name. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') throw invalidParameter(`${issue.keys.join(', ')} is not emulated.`);
  throw invalidParameter(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}.`);
}

export const names = z.array(z.string()).default([]);

/** Whole seconds up to `maximum`, as milliseconds. */
export const duration = (maximum: number) =>
  z
    .number()
    .int()
    .min(0)
    .max(maximum)
    .transform((seconds) => seconds * 1000);

export const visibilityTimeout = duration(12 * 3600);
