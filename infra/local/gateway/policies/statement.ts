import * as z from 'zod';
import { isKnownOperator } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import { globalKeys } from './context.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const conditionValues = z
  .union([z.string(), z.boolean(), z.number(), z.array(z.union([z.string(), z.boolean(), z.number()]))])
  .transform((value) => [value].flat().map(String));

const known = new Set(globalKeys.map((key) => key.toLowerCase()));

/** Keys of a service (`s3:signatureAge`) are that service's to give; global ones are the front door's. */
const conditions = z
  .record(z.string(), z.record(z.string(), conditionValues))
  .superRefine((value: Conditions, issues) => {
    const report = (name: string) => {
      issues.addIssue({ code: 'custom', message: `the condition ${name} is not evaluated on this machine` });
    };
    for (const [operator, keys] of Object.entries(value)) {
      if (!isKnownOperator(operator)) report(operator);
      for (const key of Object.keys(keys)) if (/^aws:/i.test(key) && !known.has(key.toLowerCase())) report(key);
    }
  });

/** Whom a resource policy is for; `*` alone is short for everybody. */
const principal = z.preprocess(
  (value) => (value === '*' ? { AWS: '*' } : value),
  z.strictObject({ AWS: oneOrMore.default([]), Service: oneOrMore.default([]) }).optional(),
);

/** Values with `${…}` are policy variables, which are not evaluated here. */
const patterns = oneOrMore.refine(
  (all) => all.every((pattern) => !pattern.includes('${')),
  'policy variables are not evaluated on this machine',
);

/** `NotAction`, `NotResource` and `NotPrincipal` are refused by name: the object is strict. */
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: patterns,
  Resource: patterns.default(['*']),
  Condition: conditions.default({}),
  Principal: principal,
});

export type Statement = z.output<typeof statement>;

const statements = z.preprocess(
  (value: unknown): unknown => (Array.isArray(value) ? value : [value]),
  z.array(statement),
);

/** A policy document. What is in it and not evaluated on this machine is an issue, by name. */
export const policyDocument = z
  .strictObject({ Version: z.literal('2012-10-17').optional(), Id: z.string().optional(), Statement: statements })
  .transform(({ Statement }) => Statement);
