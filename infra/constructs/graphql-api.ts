import path from 'node:path';
import { Duration, Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CfnGraphQLApi,
  Definition,
  GraphqlApi,
  IntrospectionConfig,
  UserPoolDefaultAction,
} from 'aws-cdk-lib/aws-appsync';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { addDataSources, type FieldFunctions } from './data-sources.ts';
import { addResolvers } from './resolvers.ts';
import { stageName } from './stage.ts';
import { SymptomAlarm } from './symptom-alarm.ts';

export interface GraphqlApiProps {
  userPool: UserPool;
  table: Table;
  functions: FieldFunctions;
  dailyLimit: number;
  stage: string;
}

/** The API: the schema, its resolvers and what they work on. People come by Cognito, the service itself by IAM. */
export class ImageAnalyzerApi extends Construct {
  readonly api: GraphqlApi;

  constructor(scope: Construct, id: string, { userPool, table, functions, dailyLimit, stage }: GraphqlApiProps) {
    super(scope, id);
    this.api = new GraphqlApi(this, 'Api', {
      name: stageName('image-analyzer', stage),
      definition: Definition.fromFile(path.join(import.meta.dirname, '../../schema/schema.graphql')),
      authorizationConfig: {
        defaultAuthorization: {
          authorizationType: AuthorizationType.USER_POOL,
          userPoolConfig: { userPool, defaultAction: UserPoolDefaultAction.DENY },
        },
        additionalAuthorizationModes: [{ authorizationType: AuthorizationType.IAM }],
      },
      environmentVariables: { DAILY_LIMIT: String(dailyLimit) },
      introspectionConfig: IntrospectionConfig.DISABLED,
      xrayEnabled: true,
      queryDepthLimit: 8,
      // A page of 100 analyses has two links each.
      resolverCountLimit: 500,
    });
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-ASC3',
      reason:
        'Requests hold file names and addresses of people; faults show in metrics and in the functions’ own logs.',
    });
    addResolvers(this, this.api, addDataSources(this, this.api, { table, functions }));
    this.watch();
  }

  /** Origins that a page talks to: queries, and what is pushed. */
  get origins(): string[] {
    const resource = this.api.node.defaultChild;
    if (!(resource instanceof CfnGraphQLApi)) throw new Error('The API has no CloudFormation resource');
    return [`https://${resource.attrGraphQlDns}`, `wss://${resource.attrRealtimeDns}`];
  }

  /** An answer that is the service's fault. */
  private watch(): void {
    new SymptomAlarm(this, 'ApiFails', {
      means: 'The API answers with errors that are not the callers’.',
      runbook: 'the-api-fails',
      metric: new Metric({
        namespace: 'AWS/AppSync',
        metricName: '5XXError',
        dimensionsMap: { GraphQLAPIId: this.api.apiId },
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      threshold: 5,
    });
  }
}
