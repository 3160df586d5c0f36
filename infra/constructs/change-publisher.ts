import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Duration, Validations } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { EventField, Rule, RuleTargetInput, type EventBus } from 'aws-cdk-lib/aws-events';
import { AppSync } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { analysisChanged, exportChanged } from '../../schema/events.ts';
import { grant, may } from './permissions.ts';
import { ServiceQueue } from './service-queue.ts';
import { SymptomAlarm } from './symptom-alarm.ts';

const operations = path.join(import.meta.dirname, '../../schema/operations');

function documentOf(...names: string[]): string {
  return names.map((name) => readFileSync(path.join(operations, `${name}.graphql`), 'utf8')).join('\n');
}

/** From a stored change to the people who watch: the bus has AppSync publish it. */
export class ChangePublisher extends Construct {
  /** What AppSync did not publish. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { bus, api }: { bus: EventBus; api: GraphqlApi }) {
    super(scope, id);
    const eventRole = new Role(this, 'Role', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
    this.undelivered = new ServiceQueue(this, 'Undelivered');
    Validations.of(this.undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It holds the dead letters of event rules, which the rule does not see.',
    });
    new SymptomAlarm(this, 'NothingIsPushed', {
      means: 'Changes do not reach the people who watch; pages see them when they read again.',
      runbook: 'messages-are-stuck-in-a-dead-letter-queue',
      metric: this.undelivered.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      threshold: 1,
    });
    // Later than that, a page has read the result by itself.
    const delivery = { eventRole, deadLetterQueue: this.undelivered, maxEventAge: Duration.hours(1) };
    const detail = EventField.fromPath('$.detail');
    new Rule(this, 'AnalysisChanged', {
      description: 'An analysis has a new version: tell its owner',
      eventBus: bus,
      eventPattern: { source: [analysisChanged.source], detailType: [analysisChanged.detailType] },
      targets: [
        new AppSync(api, {
          ...delivery,
          graphQLOperation: documentOf('publish-analysis', 'analysis-fields'),
          variables: RuleTargetInput.fromObject({ analysis: detail }),
        }),
      ],
    });
    new Rule(this, 'ExportChanged', {
      description: 'An export has moved on: tell its owner',
      eventBus: bus,
      eventPattern: { source: [exportChanged.source], detailType: [exportChanged.detailType] },
      targets: [
        new AppSync(api, {
          ...delivery,
          graphQLOperation: documentOf('publish-export', 'export-fields'),
          variables: RuleTargetInput.fromObject({ export: detail }),
        }),
      ],
    });
    grant(eventRole, may.publish(api));
  }
}
