import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Duration } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CfnDataSource,
  CfnFunctionConfiguration,
  CfnGraphQLApi,
  CfnResolver,
  Definition,
  GraphqlApi,
  IntrospectionConfig,
  UserPoolDefaultAction,
} from 'aws-cdk-lib/aws-appsync';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bundles, resolverNames, stepNames } from '../bundle.ts';
import { allow } from './service-function.ts';
import { stageName } from './stage.ts';
import { SymptomAlarm } from './symptom-alarm.ts';

export interface DataSources {
  createUploads: IFunction;
  deleteAnalysis: IFunction;
  deleteMyData: IFunction;
  estimateWait: IFunction;
  exportAnalyses: IFunction;
  readTotals: IFunction;
  retryAnalysis: IFunction;
  searchAnalyses: IFunction;
  setUserBlocked: IFunction;
  signImageUrls: IFunction;
}

/** Which data source each resolver or step works on; one without, or the reverse, fails the synthesis. */
const dataSourceOf: Record<string, keyof DataSources | 'table' | 'none'> = {
  'Analysis.imageUrl': 'signImageUrls',
  'Analysis.thumbnailUrl': 'signImageUrls',
  'Export.url': 'signImageUrls',
  'Mutation.createUploads': 'createUploads',
  'Mutation.deleteAnalysis': 'deleteAnalysis',
  'Mutation.deleteMyData': 'deleteMyData',
  'Mutation.exportAnalyses': 'exportAnalyses',
  'Mutation.publishAnalysis': 'none',
  'Mutation.publishExport': 'none',
  'Mutation.retryAnalysis': 'retryAnalysis',
  'Mutation.setUserBlocked': 'setUserBlocked',
  'Query.analyses/1-read-page': 'table',
  'Query.analyses/2-search': 'searchAnalyses',
  'Query.analysis': 'table',
  'Query.export': 'table',
  'Query.labels': 'readTotals',
  'Query.overview': 'readTotals',
  'Query.report': 'readTotals',
  'Query.serviceUsage': 'readTotals',
  'Query.usage': 'table',
  'Query.users': 'table',
  'Query.waiting': 'estimateWait',
  'Subscription.onAnalysis': 'table',
  'Subscription.onExport': 'table',
  'User.usage': 'table',
};

/** Links are signed for a whole page of analyses in one invocation. */
const mostLinksAtOnce = 100;

export interface GraphqlApiProps {
  userPool: UserPool;
  table: Table;
  functions: DataSources;
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

    const sources: Record<string, CfnDataSource> = {
      none: this.addDataSource('none', { type: 'NONE' }),
      table: this.addTable(table),
      ...Object.fromEntries(
        Object.entries(functions).map(([name, target]: [string, IFunction]) => [name, this.addFunction(name, target)]),
      ),
    };
    this.addResolvers(sources);
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

  private addDataSource(name: string, props: Omit<ConstructorParameters<typeof CfnDataSource>[2], 'apiId' | 'name'>) {
    return new CfnDataSource(this, `${name}DataSource`, { apiId: this.api.apiId, name, ...props });
  }

  private role(name: string): Role {
    return new Role(this, `${name}Role`, { assumedBy: new ServicePrincipal('appsync.amazonaws.com') });
  }

  /** Queries only read; what changes the table are functions. */
  private addTable(table: Table): CfnDataSource {
    const role = this.role('table');
    role.addToPolicy(allow(table.tableArn, 'dynamodb:GetItem', 'dynamodb:Query'));
    return this.addDataSource('table', {
      type: 'AMAZON_DYNAMODB',
      dynamoDbConfig: { tableName: table.tableName, awsRegion: table.env.region },
      serviceRoleArn: role.roleArn,
    });
  }

  private addFunction(name: string, target: IFunction): CfnDataSource {
    const role = this.role(name);
    role.addToPolicy(allow(target.functionArn, 'lambda:InvokeFunction'));
    return this.addDataSource(name, {
      type: 'AWS_LAMBDA',
      lambdaConfig: { lambdaFunctionArn: target.functionArn },
      serviceRoleArn: role.roleArn,
    });
  }

  private addResolvers(sources: Record<string, CfnDataSource>): void {
    for (const name of resolverNames()) {
      const steps = stepNames(name).map((step) => this.addStep(step, sourceOf(step, sources)));
      const dataSource = steps.length === 0 ? sourceOf(name, sources) : undefined;
      const [typeName = '', fieldName = ''] = name.split('.');
      const resolver = new CfnResolver(this, `${typeName}${fieldName}Resolver`, {
        apiId: this.api.apiId,
        typeName,
        fieldName,
        ...codeOf(name),
        ...(dataSource
          ? { dataSourceName: dataSource.name }
          : { kind: 'PIPELINE', pipelineConfig: { functions: steps.map((step) => step.attrFunctionId) } }),
        ...(dataSource === sources['signImageUrls'] && { maxBatchSize: mostLinksAtOnce }),
      });
      if (dataSource) resolver.addResourceDependency(dataSource);
      this.api.addSchemaDependency(resolver);
    }
  }

  private addStep(name: string, dataSource: CfnDataSource): CfnFunctionConfiguration {
    const step = new CfnFunctionConfiguration(this, `${name.replace(/\W/g, '')}Step`, {
      apiId: this.api.apiId,
      name: name.replace(/\W/g, '_'),
      dataSourceName: dataSource.name,
      ...codeOf(name),
    });
    step.addResourceDependency(dataSource);
    return step;
  }
}

function sourceOf(name: string, sources: Record<string, CfnDataSource>): CfnDataSource {
  const source = dataSourceOf[name];
  const dataSource = source && sources[source];
  if (!dataSource) throw new Error(`Resolver ${name} has no data source`);
  return dataSource;
}

function codeOf(name: string) {
  return {
    runtime: { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' },
    code: readFileSync(path.join(bundles.resolvers, `${name}.js`), 'utf8'),
  };
}
