import * as z from 'zod';
import type { Resource } from '../../assembly/resource.ts';
import { noEffect, readProperties } from '../properties.ts';

/** A schedule that runs. */
export interface Schedule {
  name: string;
  arn: string;
  periodMs: number;
  functionArn: string;
  roleArn: string;
  /** What the function gets. Undefined: an event that names the schedule. */
  input: unknown;
  deadLetterArn: string | undefined;
  maximumRetryAttempts: number;
  maximumEventAgeMs: number;
}

const unitsMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

const target = z.strictObject({
  Arn: z.string().regex(/^arn:[^:]+:lambda:[^:]+:[^:]+:function:[^:]+$/, 'only functions are targets on this machine'),
  RoleArn: z.string(),
  Input: z.string().optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.number().int().min(0).max(185).default(185),
      MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).default(86_400),
    })
    .prefault({}),
});

const properties = z.strictObject({
  Name: z.string().optional(),
  Description: noEffect,
  GroupName: z.literal('default', 'schedule groups are not emulated').optional(),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  ScheduleExpression: z.string().transform(periodOf),
  ScheduleExpressionTimezone: noEffect, // a rate is the same in all of them
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Target: target,
});

/** A schedule, or undefined for one that is switched off. Throws for what is not emulated, by name. */
export function readSchedule(resource: Resource): Schedule | undefined {
  const { ScheduleExpression, State, Target } = readProperties(properties, resource);
  const schedule = {
    name: resource.ref,
    arn: resource.attributes['Arn'] ?? '',
    periodMs: ScheduleExpression,
    functionArn: Target.Arn,
    roleArn: Target.RoleArn,
    input: readInput(Target.Input, resource),
    deadLetterArn: Target.DeadLetterConfig?.Arn,
    maximumRetryAttempts: Target.RetryPolicy.MaximumRetryAttempts,
    maximumEventAgeMs: Target.RetryPolicy.MaximumEventAgeInSeconds * 1000,
  };
  return State === 'ENABLED' ? schedule : undefined;
}

/** `rate(5 minutes)` in milliseconds. */
function periodOf(expression: string, context: z.core.$RefinementCtx): number {
  const [, value, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const periodMs = Number(value) * (unitsMs[unit] ?? NaN);
  if (periodMs > 0) return periodMs;
  context.addIssue({ code: 'custom', message: `${expression} is not emulated, only rate(…) is` });
  return z.NEVER;
}

function readInput(input: string | undefined, { type, logicalId }: Resource): unknown {
  if (input === undefined) return undefined;
  const refuse = (reason: string) => new Error(`${type} ${logicalId}: Target.Input: ${reason}`);
  if (input.includes('<aws.scheduler.')) throw refuse('context attributes are not emulated');
  try {
    return JSON.parse(input);
  } catch {
    throw refuse('a function takes JSON');
  }
}
