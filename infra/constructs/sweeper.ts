import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { grant, may } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import { SymptomAlarm } from './symptom-alarm.ts';

export interface SweeperProps {
  photos: Bucket;
  table: Table;
  bus: EventBus;
  queue: Queue;
  exportQueue: Queue;
}

/** Every minute: finishes what is later than it should be, so that each upload ends whatever failed on its way. */
export class Sweeper extends Construct {
  constructor(scope: Construct, id: string, { photos, table, bus, queue, exportQueue }: SweeperProps) {
    super(scope, id);
    const sweep = new ServiceFunction(this, 'Sweep', {
      name: 'sweep',
      description: 'Finishes what is later than it should be',
      timeout: Duration.seconds(55),
      environment: {
        TABLE_NAME: table.tableName,
        BUCKET_NAME: photos.bucketName,
        EVENT_BUS_NAME: bus.eventBusName,
        QUEUE_URL: queue.queueUrl,
        EXPORT_QUEUE_URL: exportQueue.queueUrl,
      },
      permissions: may.sweep({ photos, table, bus, queue, exportQueue }),
    });
    new SymptomAlarm(this, 'SweeperRests', {
      means: 'Nobody finishes what is late: photos that nobody sends do not expire, and totals fall behind.',
      runbook: 'the-sweeper-rests',
      metric: sweep.metricInvocations({ period: Duration.minutes(5) }),
      threshold: 1,
      when: 'below',
      periods: 3,
    });
    new SymptomAlarm(this, 'SweeperFails', {
      means: 'The sweeper fails again and again.',
      runbook: 'the-sweeper-rests',
      metric: sweep.metricErrors({ period: Duration.minutes(5) }),
      threshold: 3,
      periods: 3,
    });
    const role = new Role(this, 'ScheduleRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    grant(role, may.invoke(sweep));
    new Schedule(this, 'EveryMinute', {
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      // The next minute does what this one could not.
      target: new LambdaInvoke(sweep, {
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
        // As it is: the CDK would add every version of the function.
        role: role.withoutPolicyUpdates(),
      }),
    });
  }
}
