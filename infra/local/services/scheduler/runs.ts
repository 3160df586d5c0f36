import { randomUUID } from 'node:crypto';
import { AtLeastOnce, backOff, type Outcome } from '../at-least-once.ts';
import { AwsError, type Cloud, type Principal } from '../service.ts';
import type { Schedule } from './schedule.ts';

/** One run of a schedule on its way to its function. */
interface Run {
  scheduleName: string;
  executionId: string;
  /** When it fell due, in milliseconds since the epoch. */
  scheduledAt: number;
  /** Attempts that failed. */
  failures: number;
}

/** When a schedule runs next, as it is stored: a schedule with another period starts anew. */
interface Plan {
  periodMs: number;
  nextAt: number;
}

/** 185 retries then fill the day that AWS gives. */
const longestPauseMs = 480_000;

/** Starts the runs of all schedules at their times, and hands each to its function at least once. */
export class Runs {
  readonly #cloud: Cloud;
  readonly #schedules: ReadonlyMap<string, Schedule>;
  readonly #pending: AtLeastOnce<Run>;
  readonly #timers = new Map<string, () => void>();

  constructor(cloud: Cloud, schedules: readonly Schedule[]) {
    this.#cloud = cloud;
    this.#schedules = new Map(schedules.map((schedule) => [schedule.name, schedule]));
    this.#pending = new AtLeastOnce(cloud, { prefix: 'scheduler/run/', attempt: (run) => this.#attempt(run) });
  }

  async start(): Promise<void> {
    await this.#pending.resume();
    for (const schedule of this.#schedules.values()) {
      const plan = await this.#cloud.store.get<Plan>(planKey(schedule));
      const goesOn = plan?.periodMs === schedule.periodMs;
      this.#wait(schedule, goesOn ? plan.nextAt : this.#cloud.clock.now());
    }
  }

  stop(): void {
    this.#pending.stop();
    for (const cancel of this.#timers.values()) cancel();
  }

  #wait(schedule: Schedule, dueAt: number): void {
    const run = () => {
      this.#run(schedule, dueAt).catch((error: unknown) => this.#log('error', schedule.name, String(error)));
    };
    this.#timers.set(schedule.name, this.#cloud.clock.after(Math.max(0, dueAt - this.#cloud.clock.now()), run));
  }

  /** The run and the time of the next one are accepted together. */
  async #run(schedule: Schedule, scheduledAt: number): Promise<void> {
    const { name, periodMs } = schedule;
    const missed = Math.floor((this.#cloud.clock.now() - scheduledAt) / periodMs);
    const nextAt = scheduledAt + (missed + 1) * periodMs;
    this.#wait(schedule, nextAt);
    const accepted = this.#pending.prepare({
      scheduleName: name,
      executionId: randomUUID(),
      scheduledAt: scheduledAt + missed * periodMs,
      failures: 0,
    });
    const value: Plan = { periodMs, nextAt };
    await this.#cloud.store.batch([{ type: 'put', key: planKey(schedule), value }, ...accepted.operations]);
    accepted.commit();
  }

  async #attempt(run: Run): Promise<Outcome<Run>> {
    const schedule = this.#schedules.get(run.scheduleName);
    if (!schedule) {
      this.#log('warn', run.scheduleName, 'The schedule of a run is no longer in the stack');
      return undefined;
    }
    const problem = await this.#invoke(schedule, run);
    if (!problem) return undefined;
    const mayPass = !(problem instanceof AwsError) || problem.status === 429 || problem.status >= 500;
    const exhausted = mayPass ? this.#exhausted(schedule, run) : undefined;
    if (!mayPass || exhausted !== undefined) return { giveUp: () => this.#bury(schedule, run, problem, exhausted) };
    this.#log('warn', schedule.name, `A run is to be tried again: ${problem.message}`);
    return { again: { ...run, failures: run.failures + 1 }, inMs: backOff(run.failures, longestPauseMs) };
  }

  /** Hands the run to Lambda with the role of the target. Resolves to why it was not taken. */
  async #invoke({ arn, roleArn, functionArn, input }: Schedule, run: Run): Promise<Error | undefined> {
    try {
      this.#cloud.authorize(roleOf(roleArn), { action: 'lambda:InvokeFunction', resource: functionArn });
      await this.#cloud.services.lambda.invokeAsync(functionArn, input ?? this.#event(arn, run));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #event(scheduleArn: string, { executionId, scheduledAt }: Run) {
    const { account, region } = this.#cloud.deployment;
    return {
      version: '0',
      id: executionId,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account,
      time: seconds(scheduledAt),
      region,
      resources: [scheduleArn],
      detail: '{}',
    };
  }

  #exhausted({ maximumRetryAttempts, maximumEventAgeMs }: Schedule, run: Run): string | undefined {
    if (run.failures >= maximumRetryAttempts) return 'MaximumRetryAttempts';
    const age = this.#cloud.clock.now() - run.scheduledAt;
    return age >= maximumEventAgeMs ? 'MaximumEventAgeInSeconds' : undefined;
  }

  async #bury(schedule: Schedule, run: Run, problem: Error, exhausted: string | undefined): Promise<void> {
    const { name, arn, roleArn, deadLetterArn, input } = schedule;
    this.#log('error', name, `A run was given up: ${problem.message}`);
    if (deadLetterArn === undefined) return;
    const body = JSON.stringify(input ?? this.#event(arn, run));
    try {
      this.#cloud.authorize(roleOf(roleArn), { action: 'sqs:SendMessage', resource: deadLetterArn });
      await this.#cloud.services.sqs.sendMessage(deadLetterArn, body, {
        ERROR_CODE: problem instanceof AwsError ? problem.code : 'AWS.Scheduler.InternalServerError',
        ERROR_MESSAGE: problem.message.slice(0, 1000),
        EXECUTION_ID: run.executionId,
        IS_PAYLOAD_TRUNCATED: 'false',
        RETRY_ATTEMPTS: String(run.failures),
        SCHEDULED_TIME: seconds(run.scheduledAt),
        SCHEDULE_ARN: arn,
        TARGET_ARN: 'arn:aws:scheduler:::aws-sdk:lambda:invoke',
        ...(exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: exhausted }),
      });
    } catch (error) {
      this.#log('error', name, `The dead-letter queue did not take a run: ${String(error)}`);
    }
  }

  #log(level: 'warn' | 'error', schedule: string, message: string): void {
    this.#cloud.log({ service: 'scheduler', level, schedule, message });
  }
}

const planKey = ({ name }: Schedule) => `scheduler/next/${name}`;
const roleOf = (arn: string): Principal => ({ kind: 'role', arn });
const seconds = (time: number) => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
