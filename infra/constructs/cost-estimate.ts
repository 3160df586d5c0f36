import type { Duration } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { MathExpression, Metric, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { dueIndex, stateIndex } from '../../schema/table.ts';
import { prices } from '../list-prices.ts';
import type { ServiceFunction } from './service-function.ts';
import { ownMetric } from './telemetry.ts';

interface Spenders {
  stage: string;
  api: GraphqlApi;
  table: Table;
  functions: readonly ServiceFunction[];
  period: Duration;
}

/** Metrics, each with a weight, as metric math adds them up. */
class WeightedSum {
  readonly usingMetrics: Record<string, IMetric> = {};
  private readonly terms: string[] = [];

  add(weight: number, ...metrics: IMetric[]): this {
    for (const metric of metrics) {
      const name = `m${this.terms.length}`;
      this.usingMetrics[name] = metric;
      // What nobody used counts nothing. Metric math knows no exponents.
      this.terms.push(`FILL(${name},0)*${weight.toFixed(8)}`);
    }
    return this;
  }

  get expression(): string {
    return this.terms.join('+');
  }
}

/** One of AppSync's metrics of the API. */
export function apiMetric(
  api: GraphqlApi,
  metricName: string,
  options: { statistic?: string; period?: Duration } = {},
) {
  const dimensionsMap = { GraphQLAPIId: api.apiId };
  return new Metric({ namespace: 'AWS/AppSync', metricName, dimensionsMap, statistic: 'Sum', ...options });
}

/** Adds what functions took, milliseconds times MB, at a price for a GB-second. */
function addTime(sum: WeightedSum, price: number, functions: readonly ServiceFunction[], period: Duration) {
  for (const each of functions) {
    sum.add((price * each.memoryMb) / 1024 / 1000, each.metricDuration({ statistic: 'Sum', period }));
  }
}

/** Memory times time of all functions, as Lambda bills it. */
export function gbSeconds(functions: readonly ServiceFunction[], period: Duration): MathExpression {
  const sum = new WeightedSum();
  addTime(sum, 1, functions, period);
  return new MathExpression({
    expression: sum.expression,
    usingMetrics: sum.usingMetrics,
    period,
    label: 'GB-seconds',
  });
}

/**
 * What a thousand photos cost at list prices, in US dollars: an estimate from what was counted. Storage, queues, events
 * and what is pushed are left out, a few cents a thousand.
 */
export function costPerThousand({ stage, api, table, functions, period }: Spenders): MathExpression {
  const photos = ownMetric(stage, 'PhotosDetected', { period });
  const units = (metricName: string) =>
    [{}, ...[dueIndex, stateIndex].map(({ indexName }) => ({ GlobalSecondaryIndexName: indexName }))].map((index) => {
      const dimensionsMap = { TableName: table.tableName, ...index };
      return new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap, statistic: 'Sum', period });
    });
  // In millionths of a dollar, so that prices keep their digits.
  const million = 1_000_000;
  const sum = new WeightedSum()
    .add(prices.detection.usd * million, photos)
    .add(prices.run.usd * million, ...functions.map((each) => each.metricInvocations({ period })))
    .add(prices.operation.usd * million, apiMetric(api, 'Latency', { statistic: 'SampleCount', period }))
    .add(prices.write.usd * million, ...units('ConsumedWriteCapacityUnits'))
    .add(prices.read.usd * million, ...units('ConsumedReadCapacityUnits'));
  addTime(sum, prices.gigabyteSecond.usd * million, functions, period);
  return new MathExpression({
    expression: `(${sum.expression})/(m0*1000)`,
    usingMetrics: sum.usingMetrics,
    period,
    label: 'US dollars',
  });
}
