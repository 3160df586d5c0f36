import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';
import { SymptomAlarm } from './symptom-alarm.ts';

/** Raises an alarm when the month's ceiling keeps photos out. */
export class CostGuard extends Construct {
  constructor(scope: Construct, id: string, { createUploads }: { createUploads: ServiceFunction }) {
    super(scope, id);
    const paused = new MetricFilter(this, 'Paused', {
      logGroup: createUploads.logGroup,
      filterPattern: FilterPattern.literal('UploadsPaused'),
      metricNamespace: 'ImageAnalyzer',
      metricName: 'UploadsPaused',
    });
    new SymptomAlarm(this, 'CeilingReached', {
      means: 'The monthly ceiling is reached: photos are refused until next month.',
      runbook: 'the-months-ceiling-is-reached',
      metric: paused.metric({ statistic: 'Sum', period: Duration.minutes(5) }),
      threshold: 1,
    });
  }
}
