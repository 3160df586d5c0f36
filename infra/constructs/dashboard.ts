import { Duration } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  SingleValueWidget,
  TextWidget,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { apiMetric, costPerThousand, gbSeconds } from './cost-estimate.ts';
import { stageName } from './stage.ts';
import { ownMetric, serviceFunctions } from './telemetry.ts';

export interface ServiceDashboardProps {
  stage: string;
  api: GraphqlApi;
  table: Table;
  /** What waits to be looked at, what was given up on, and what AppSync did not publish. */
  queues: { waiting: Queue; deadLetters: Queue; undelivered: Queue };
}

const period = Duration.minutes(5);

/**
 * Three questions, a row each: is it working, is it fast, what does it cost. Longer than a screen, for the rows are one
 * picture.
 */
export class ServiceDashboard extends Construct {
  private readonly props: ServiceDashboardProps;

  constructor(scope: Construct, id: string, props: ServiceDashboardProps) {
    super(scope, id);
    this.props = props;
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: stageName('ImageAnalyzer', props.stage) });
    dashboard.addWidgets(title('Is it working?'));
    dashboard.addWidgets(...this.working(scope));
    dashboard.addWidgets(title('Is it fast?'));
    dashboard.addWidgets(...this.fast(scope));
    dashboard.addWidgets(title('What does it cost?'));
    dashboard.addWidgets(...this.cost(scope));
  }

  private working(scope: Construct): IWidget[] {
    const { stage, queues, api } = this.props;
    const ends = (['PhotosCompleted', 'PhotosRejected', 'PhotosFailed', 'PhotosExpired'] as const).map((name) =>
      ownMetric(stage, name).with({ label: name.replace('Photos', '') }),
    );
    const depth = (queue: Queue, label: string) =>
      queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum', label });
    const sweeper = serviceFunctions(scope).filter(({ bundle }) => bundle === 'sweep');
    const alarms = scope.node.findAll().filter((child) => child instanceof Alarm);
    return [
      graph('Photos by end', ends, { stacked: true }),
      graph('Given up', [depth(queues.deadLetters, 'Dead letters'), depth(queues.undelivered, 'Not published')]),
      graph('Errors', [
        apiMetric(api, '5XXError').with({ label: 'API, the service’s' }),
        apiMetric(api, '4XXError').with({ label: 'API, the callers’' }),
        ...sweeper.flatMap((sweep) => [
          sweep.metricInvocations({ period, label: 'Sweeps' }),
          sweep.metricErrors({ period, label: 'Sweeps that failed' }),
        ]),
      ]),
      new AlarmStatusWidget({ title: 'Alarms', alarms, ...size }),
    ];
  }

  private fast(scope: Construct): IWidget[] {
    const { stage, queues } = this.props;
    const quantile = (statistic: string) =>
      ownMetric(stage, 'UploadToLabels', { statistic }).with({ label: statistic });
    const durations = serviceFunctions(scope).map((each) =>
      each.metricDuration({ period, statistic: 'p95', label: each.bundle }),
    );
    return [
      graph('Upload to labels, ms', [quantile('p50'), quantile('p95')]),
      graph('Oldest photo that waits, s', [queues.waiting.metricApproximateAgeOfOldestMessage({ period })]),
      graph('Functions, p95, ms', durations),
      graph('Slowed down', [
        ownMetric(stage, 'DetectorThrottles').with({ label: 'Throttled by the detector' }),
        ownMetric(stage, 'ColdStart').with({ label: 'Cold starts' }),
      ]),
    ];
  }

  private cost(scope: Construct): IWidget[] {
    const { stage, api, table } = this.props;
    const functions = serviceFunctions(scope);
    const day = Duration.days(1);
    return [
      graph('Photos looked at', [ownMetric(stage, 'PhotosDetected')]),
      new SingleValueWidget({
        title: 'US dollars a thousand photos, by list prices',
        metrics: [costPerThousand({ stage, api, table, functions, period: day })],
        ...size,
      }),
      graph('Refused', [
        ownMetric(stage, 'QuotaRefusals').with({ label: 'A day’s limit' }),
        ownMetric(stage, 'CeilingRefusals').with({ label: 'The month’s ceiling' }),
      ]),
      graph('Functions, GB-seconds', [gbSeconds(functions, period)]),
    ];
  }
}

const size = { width: 6, height: 6 };

function title(question: string): IWidget {
  return new TextWidget({ markdown: `# ${question}`, width: 24, height: 1 });
}

function graph(name: string, left: IMetric[], options: { stacked?: boolean } = {}): IWidget {
  return new GraphWidget({ title: name, left, ...options, ...size });
}
