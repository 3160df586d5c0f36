import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Resource } from '../../assembly/resource.ts';
import { AtLeastOnce, backOff, type Outcome } from '../at-least-once.ts';
import { readProperties } from '../properties.ts';
import { AwsError, type Cloud, type InvocationResult, type Principal } from '../service.ts';
import type { LambdaFunction } from './functions.ts';

/** Lambda's limit for an event that nobody waits for, in bytes. */
const maxEventBytes = 1024 * 1024;

/** After a function has failed once, and after it has failed twice. */
const retryPausesMs = [60_000, 120_000];

/** The longest pause after a throttle. */
const longestPauseMs = 300_000;

const properties = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: z.number().int().min(0).max(2).default(2),
  MaximumEventAgeInSeconds: z.number().int().min(60).max(21_600).default(21_600),
});

/** How often and how long a function's events are tried. */
type RetrySettings = Pick<z.output<typeof properties>, 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds'>;

const defaults: RetrySettings = { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 };

/** An event that waits for its function. */
interface Invocation {
  functionName: string;
  /** Stays the same through all retries. */
  requestId: string;
  payload: unknown;
  /** Milliseconds since the epoch. */
  acceptedAt: number;
  /** How often the function failed, and how often it could not be run. */
  failures: number;
  throttles: number;
}

/** Why an event was given up: what the dead letter says of it. */
interface Problem {
  status: number;
  message: string;
}

/** Lambda's queue of events: accepted durably, run at least once, and retried as AWS does. */
export class AsynchronousInvocations {
  readonly #cloud: Cloud;
  readonly #find: (name: string) => LambdaFunction;
  readonly #settings: ReadonlyMap<string, RetrySettings>;
  readonly #pending: AtLeastOnce<Invocation>;

  /** `configs` are the `AWS::Lambda::EventInvokeConfig` of the stack. Throws for what is not emulated, by name. */
  constructor(cloud: Cloud, configs: readonly Resource[], find: (name: string) => LambdaFunction) {
    this.#cloud = cloud;
    this.#find = find;
    this.#settings = new Map(
      configs.map((config) => {
        const { FunctionName, ...settings } = readProperties(properties, config);
        return [find(FunctionName).settings.name, settings];
      }),
    );
    const attempt = (invocation: Invocation) => this.#attempt(invocation);
    this.#pending = new AtLeastOnce(cloud, { prefix: 'lambda/event/', attempt });
  }

  resume(): Promise<void> {
    return this.#pending.resume();
  }

  stop(): void {
    this.#pending.stop();
  }

  /** Accepts an event. Throws an AwsError for an unknown function or too large an event. */
  async accept(functionName: string, payload: unknown): Promise<void> {
    const { name } = this.#find(functionName).settings;
    const size = Buffer.byteLength(JSON.stringify(payload ?? {}));
    if (size > maxEventBytes) {
      const message = `${size} byte payload is too large for the Event invocation type (limit ${maxEventBytes} bytes)`;
      throw new AwsError('RequestEntityTooLargeException', message, 413);
    }
    const acceptedAt = this.#cloud.clock.now();
    const requestId = randomUUID();
    await this.#pending.accept({ functionName: name, requestId, payload, acceptedAt, failures: 0, throttles: 0 });
  }

  async #attempt(invocation: Invocation): Promise<Outcome<Invocation>> {
    const found = this.#lookUp(invocation);
    if (!found) return undefined;
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = this.#settings.get(invocation.functionName) ?? defaults;
    const expired = this.#cloud.clock.now() - invocation.acceptedAt > MaximumEventAgeInSeconds * 1000;
    if (expired) return this.#giveUp(invocation, found, { status: 200, message: 'The event is too old.' });
    const result = await run(found, invocation);
    if (result instanceof AwsError) {
      const never = found.settings.reservedConcurrency === 0;
      if (never) return this.#giveUp(invocation, found, { status: result.status, message: result.message });
      const again = { ...invocation, throttles: invocation.throttles + 1 };
      return { again, inMs: backOff(invocation.throttles, longestPauseMs) };
    }
    if (!result.functionError) return undefined;
    const { failures } = invocation;
    if (failures >= MaximumRetryAttempts) {
      return this.#giveUp(invocation, found, { status: 200, message: errorMessage(result) });
    }
    return { again: { ...invocation, failures: failures + 1 }, inMs: retryPausesMs[failures] ?? longestPauseMs };
  }

  #lookUp({ functionName }: Invocation): LambdaFunction | undefined {
    try {
      return this.#find(functionName);
    } catch {
      this.#log('warn', functionName, 'The function of an event is no longer in the stack');
      return undefined;
    }
  }

  #giveUp(invocation: Invocation, { settings }: LambdaFunction, problem: Problem): Outcome<Invocation> {
    return {
      giveUp: async () => {
        this.#log('error', settings.name, `An event was given up: ${problem.message}`);
        if (settings.deadLetterArn === undefined) return;
        try {
          await this.#bury(invocation, settings.roleArn, settings.deadLetterArn, problem);
        } catch (error) {
          this.#log('error', settings.name, `The dead-letter queue did not take an event: ${String(error)}`);
        }
      },
    };
  }

  /** The event as it is, with what happened to it in the attributes. */
  async #bury({ payload, requestId }: Invocation, roleArn: string, queueArn: string, problem: Problem): Promise<void> {
    const role: Principal = { kind: 'role', arn: roleArn };
    this.#cloud.authorize(role, { action: 'sqs:SendMessage', resource: queueArn });
    await this.#cloud.services.sqs.sendMessage(queueArn, JSON.stringify(payload), {
      RequestID: requestId,
      ErrorCode: problem.status,
      ErrorMessage: problem.message.slice(0, 1024),
    });
  }

  #log(level: 'warn' | 'error', functionName: string, message: string): void {
    this.#cloud.log({ service: 'lambda', function: functionName, level, message });
  }
}

/** What the function answered, or why it could not be run. */
async function run(found: LambdaFunction, { payload, requestId }: Invocation): Promise<InvocationResult | AwsError> {
  try {
    return await found.invoke(payload, requestId);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

const failureSchema = z.object({ errorMessage: z.string() });

function errorMessage({ payload }: InvocationResult): string {
  return failureSchema.safeParse(payload).data?.errorMessage ?? 'Unhandled';
}
