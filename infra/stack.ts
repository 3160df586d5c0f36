import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { dueIndex, stateIndex } from '../schema/table.ts';
import { readConfiguration } from './configuration.ts';
import { AnalyticsExport } from './constructs/analytics-export.ts';
import { AnalysisPipeline } from './constructs/analysis-pipeline.ts';
import { CostGuard } from './constructs/cost-guard.ts';
import { ChangePublisher } from './constructs/change-publisher.ts';
import { apiFunctions } from './constructs/api-functions.ts';
import { Exporter } from './constructs/exporter.ts';
import { ImageAnalyzerApi } from './constructs/graphql-api.ts';
import { Redrive } from './constructs/redrive.ts';
import { SignIn } from './constructs/sign-in.ts';
import { Sweeper } from './constructs/sweeper.ts';
import { UploadBucket } from './constructs/upload-bucket.ts';
import { WebSite } from './constructs/web-site.ts';

/** The whole product, in the order in which a photo passes through it. */
export class ImageAnalyzerStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const configuration = readConfiguration(this.node);

    const signIn = new SignIn(this, 'SignIn');
    const uploads = new UploadBucket(this, 'Uploads');
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'PK', type: AttributeType.STRING },
      sortKey: { name: 'SK', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const attribute = (name: string) => ({ name, type: AttributeType.STRING });
    for (const { indexName, partitionKey, sortKey } of [dueIndex, stateIndex]) {
      table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: attribute(partitionKey),
        sortKey: attribute(sortKey),
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    const bus = new EventBus(this, 'Changes');
    const photos = uploads.bucket;

    const { queue } = new AnalysisPipeline(this, 'Analysis', { photos, table, bus, configuration });
    const { queue: exportQueue, exportAnalyses } = new Exporter(this, 'Exporter', { photos, table, bus });
    new Sweeper(this, 'Sweeper', { photos, table, bus, queue, exportQueue });
    const redrive = new Redrive(this, 'Redrive', { table, bus, queue });

    const functions = apiFunctions(this, { table, photos, bus, queue, configuration });
    new CostGuard(this, 'CostGuard', functions);
    const graphql = new ImageAnalyzerApi(this, 'Graphql', {
      userPool: signIn.userPool,
      table,
      dailyLimit: configuration.dailyLimit,
      functions: { ...functions, exportAnalyses },
    });
    if (configuration.analyticsExport) new AnalyticsExport(this, 'Analytics', { bus });
    new ChangePublisher(this, 'Publisher', { bus, api: graphql.api });

    const site = new WebSite(this, 'Site', {
      connectTo: [...graphql.origins, ...signIn.origins, uploads.origin],
      imagesFrom: [uploads.origin],
    });
    uploads.allowUploadsFrom(site.url);
    const client = signIn.addPage(`${site.url}/`);

    const addresses = {
      Region: this.region,
      GraphqlUrl: graphql.api.graphqlUrl,
      Issuer: signIn.issuer,
      ClientId: client.userPoolClientId,
    };
    site.deploy(addresses);
    this.addOutputs({
      ...addresses,
      WebUrl: site.url,
      BucketName: photos.bucketName,
      TableName: table.tableName,
      EventBusName: bus.eventBusName,
      RedriveFunctionName: redrive.function.functionName,
    });
  }

  private addOutputs(outputs: Record<string, string>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
