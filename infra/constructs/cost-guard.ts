import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

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
    new Alarm(this, 'CeilingReached', {
      alarmDescription:
        'The monthly ceiling is reached: photos are refused until next month. Raise monthlyCeiling or wait.',
      metric: paused.metric({ statistic: 'Sum', period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
