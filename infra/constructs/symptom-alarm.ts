import { Alarm, ComparisonOperator, TreatMissingData, type AlarmProps } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface SymptomAlarmProps extends Pick<AlarmProps, 'metric' | 'threshold'> {
  /** What people notice, in a sentence. */
  means: string;
  /** The heading of docs/runbook.md that says what to do, as an anchor. */
  runbook: string;
  /** For how many periods of the metric in a row; 1 by default. */
  periods?: number;
  /** `below` for what has to happen: then silence is an alarm too. */
  when?: 'at least' | 'below';
}

/** An alarm on what people notice, declared beside what it watches; its text names the place in the runbook. */
export class SymptomAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: SymptomAlarmProps) {
    const { metric, threshold, means, runbook, periods = 1, when = 'at least' } = props;
    super(scope, id, {
      alarmDescription: `${means} What to do: docs/runbook.md#${runbook}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      ...(when === 'at least'
        ? {
            comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treatMissingData: TreatMissingData.NOT_BREACHING,
          }
        : {
            comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
            treatMissingData: TreatMissingData.BREACHING,
          }),
    });
  }
}
