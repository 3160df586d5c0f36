import * as z from 'zod';
import { AwsError, type Cloud, type Principal } from '../service.ts';
import type { Rule, Target } from './rule.ts';

/** Why a target did not take an event. */
export interface Failure {
  /** The ERROR_CODE of a dead letter. */
  code: 'NO_PERMISSIONS' | 'NO_RESOURCE' | 'THROTTLING' | 'ERROR_FROM_TARGET' | 'INVALID_JSON';
  message: string;
  /** Whether another attempt may succeed. */
  retry: boolean;
}

type Surroundings = Pick<Cloud, 'services' | 'authorize'>;

/** Hands the text to the target once. Undefined when it was taken. */
export async function deliver(
  cloud: Surroundings,
  rule: Rule,
  target: Target,
  text: string,
): Promise<Failure | undefined> {
  try {
    if (target.appSync) return await execute(cloud, target.arn, target.appSync, text);
    await sendToQueue(cloud, rule, target.arn, text);
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
}

/** Sends as EventBridge on behalf of a rule; the queue's policy decides. */
export async function sendToQueue(
  { services, authorize }: Surroundings,
  rule: Rule,
  queueArn: string,
  body: string,
  attributes?: Record<string, string>,
): Promise<void> {
  const principal: Principal = { kind: 'service', arn: 'events.amazonaws.com', sourceArn: rule.arn };
  authorize(principal, { action: 'sqs:SendMessage', resource: queueArn });
  await services.sqs.sendMessage(queueArn, body, attributes);
}

const variablesSchema = z.record(z.string(), z.unknown());
const answerSchema = z.looseObject({ errors: z.array(z.unknown()).optional() });

async function execute(
  { services }: Surroundings,
  apiArn: string,
  { operation, roleArn }: NonNullable<Target['appSync']>,
  text: string,
): Promise<Failure | undefined> {
  const variables = variablesIn(text);
  if (!variables)
    return { code: 'INVALID_JSON', message: `Not the variables of a GraphQL operation: ${text}`, retry: false };
  const principal: Principal = { kind: 'role', arn: roleArn };
  const { status, body } = await services.appsync.execute(apiArn, principal, operation, variables);
  const answer = answerSchema.safeParse(body);
  const errors = answer.success ? (answer.data.errors ?? []) : [];
  if (status === 200 && errors.length === 0) return undefined;
  return { ...byStatus(status), message: JSON.stringify(errors.length > 0 ? errors : body) };
}

function variablesIn(text: string): Record<string, unknown> | undefined {
  try {
    return variablesSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof AwsError)) return { code: 'ERROR_FROM_TARGET', message, retry: true };
  if (error.code === 'QueueDoesNotExist') return { code: 'NO_RESOURCE', message, retry: false };
  return { ...byStatus(error.status), message };
}

/** A refusal stays one; throttles and server errors may pass. */
function byStatus(status: number): Omit<Failure, 'message'> {
  if (status === 401 || status === 403) return { code: 'NO_PERMISSIONS', retry: false };
  if (status === 429) return { code: 'THROTTLING', retry: true };
  return { code: 'ERROR_FROM_TARGET', retry: status >= 500 };
}
