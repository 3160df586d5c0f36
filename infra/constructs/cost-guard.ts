import { Construct } from 'constructs';
import { SymptomAlarm } from './symptom-alarm.ts';
import { ownMetric } from './telemetry.ts';

/** Raises an alarm when the month's ceiling keeps photos out. */
export class CostGuard extends Construct {
  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    new SymptomAlarm(this, 'CeilingReached', {
      means: 'The monthly ceiling is reached: photos are refused until next month.',
      runbook: 'the-months-ceiling-is-reached',
      metric: ownMetric(stage, 'CeilingRefusals'),
      threshold: 1,
    });
  }
}
