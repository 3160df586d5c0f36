import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Duration } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { EventField, Rule, RuleTargetInput, type EventBus } from 'aws-cdk-lib/aws-events';
import { AppSync } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { analysisChanged } from '../../schema/events.ts';

const operations = path.join(import.meta.dirname, '../../schema/operations');
const document = ['publish-analysis', 'analysis-fields']
  .map((name) => readFileSync(path.join(operations, `${name}.graphql`), 'utf8'))
  .join('\n');

/** From a stored change to the people who watch: the bus has AppSync publish it. */
export class ChangePublisher extends Construct {
  constructor(scope: Construct, id: string, { bus, api }: { bus: EventBus; api: GraphqlApi }) {
    super(scope, id);
    const eventRole = new Role(this, 'Role', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
    new Rule(this, 'AnalysisChanged', {
      description: 'An analysis has a new version: tell its owner',
      eventBus: bus,
      eventPattern: { source: [analysisChanged.source], detailType: [analysisChanged.detailType] },
      targets: [
        new AppSync(api, {
          graphQLOperation: document,
          variables: RuleTargetInput.fromObject({ analysis: EventField.fromPath('$.detail') }),
          eventRole,
          // Later than that, a page has read the result by itself.
          maxEventAge: Duration.hours(1),
          deadLetterQueue: new Queue(this, 'Undelivered', {
            encryption: QueueEncryption.SQS_MANAGED,
            enforceSSL: true,
            retentionPeriod: Duration.days(14),
          }),
        }),
      ],
    });
    api.grantMutation(eventRole, 'publishAnalysis');
  }
}
