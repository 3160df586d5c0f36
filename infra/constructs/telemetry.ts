import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { metricNamespace, type MetricName } from '../../schema/metrics.ts';
import type { Configuration } from '../configuration.ts';
import { ServiceFunction } from './service-function.ts';
import { stageName } from './stage.ts';

/** What an installation goes by in its logs, traces and metrics: several lie side by side in an account. */
export function serviceName(stage: string): string {
  return stageName('image-analyzer', stage);
}

/** All functions of the product under a scope. */
export function serviceFunctions(scope: IConstruct): ServiceFunction[] {
  return scope.node.findAll().filter((child) => child instanceof ServiceFunction);
}

/** Tells every function under a scope how it is called in logs and metrics, and how much it says. */
export function nameTelemetry(scope: IConstruct, { stage, logLevel }: Configuration): void {
  for (const each of serviceFunctions(scope)) {
    each.addEnvironment('POWERTOOLS_SERVICE_NAME', serviceName(stage));
    each.addEnvironment('POWERTOOLS_METRICS_NAMESPACE', metricNamespace);
    each.addEnvironment('POWERTOOLS_LOG_LEVEL', logLevel);
  }
}

/** One of the service's own metrics, as a sum over five minutes unless something else is said. */
export function ownMetric(
  stage: string,
  metricName: MetricName | 'ColdStart',
  { statistic = 'Sum', period = Duration.minutes(5) }: { statistic?: string; period?: Duration } = {},
): Metric {
  const dimensionsMap = { service: serviceName(stage) };
  return new Metric({ namespace: metricNamespace, metricName, dimensionsMap, statistic, period });
}
