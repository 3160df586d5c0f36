import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Reporter } from './reporter.ts';

/** Schedules that run a function: with an input and without, switched off, and with a role that may not. */
export class Schedules extends Construct {
  readonly outputs: Record<string, string>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const reporter = new Reporter(this, 'Scheduled');
    const deadLetterQueue = new Queue(this, 'Missed');
    const hourly = ScheduleExpression.rate(Duration.hours(1));
    const daily = ScheduleExpression.rate(Duration.days(1));
    const input = (value: string) => ({ input: ScheduleTargetInput.fromObject({ schedule: value }) });
    const limits = { retryAttempts: 1, maxEventAge: Duration.minutes(30), deadLetterQueue };
    new Schedule(this, 'EveryHour', {
      schedule: hourly,
      target: new LambdaInvoke(reporter.function, { ...input('every hour'), ...limits }),
    });
    const silent = new Schedule(this, 'WithoutInput', {
      schedule: daily,
      target: new LambdaInvoke(reporter.function, {}),
    });
    new Schedule(this, 'Off', {
      schedule: hourly,
      enabled: false,
      target: new LambdaInvoke(reporter.function, input('off')),
    });
    const forbidden = new Schedule(this, 'Forbidden', {
      schedule: daily,
      target: new LambdaInvoke(reporter.function, {
        ...input('forbidden'),
        ...limits,
        role: this.#mayOnlyBury(deadLetterQueue),
      }),
    });
    this.outputs = {
      ScheduledReportsUrl: reporter.reports.queueUrl,
      WithoutInputArn: silent.scheduleArn,
      ForbiddenScheduleArn: forbidden.scheduleArn,
      MissedUrl: deadLetterQueue.queueUrl,
    };
  }

  /** The CDK gives a role what its target needs, unless the role is not the stack's to change. */
  #mayOnlyBury(deadLetterQueue: Queue): ReturnType<typeof Role.fromRoleArn> {
    const role = new Role(this, 'Powerless', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    deadLetterQueue.grantSendMessages(role);
    return Role.fromRoleArn(this, 'PowerlessAsItIs', role.roleArn, { mutable: false });
  }
}
