import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { dueIndex } from '../schema/table.ts';
import { readConfiguration, type Configuration } from './configuration.ts';
import { AnalysisPipeline } from './constructs/analysis-pipeline.ts';
import { CostGuard } from './constructs/cost-guard.ts';
import { ChangePublisher } from './constructs/change-publisher.ts';
import { ImageAnalyzerApi, type DataSources } from './constructs/graphql-api.ts';
import { allow, ServiceFunction } from './constructs/service-function.ts';
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
    table.addGlobalSecondaryIndex({
      indexName: dueIndex.indexName,
      partitionKey: attribute(dueIndex.partitionKey),
      sortKey: attribute(dueIndex.sortKey),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    const bus = new EventBus(this, 'Changes');
    const photos = uploads.bucket;

    const functions = apiFunctions(this, { table, photos, configuration });
    new CostGuard(this, 'CostGuard', functions);
    const graphql = new ImageAnalyzerApi(this, 'Graphql', {
      userPool: signIn.userPool,
      table,
      dailyLimit: configuration.dailyLimit,
      functions,
    });
    const { queue } = new AnalysisPipeline(this, 'Analysis', { photos, table, bus, configuration });
    new Sweeper(this, 'Sweeper', { photos, table, bus, queue });
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
    });
  }

  private addOutputs(outputs: Record<string, string>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/** The functions behind the API's fields. */
function apiFunctions(
  scope: Construct,
  { table, photos, configuration }: { table: Table; photos: Bucket; configuration: Configuration },
): Record<keyof DataSources, ServiceFunction> {
  const { dailyLimit, monthlyCeiling } = configuration;
  const TABLE_NAME = table.tableName;
  const BUCKET_NAME = photos.bucketName;
  const objects = photos.arnForObjects('uploads/*');
  return {
    createUploads: new ServiceFunction(scope, 'CreateUploads', {
      name: 'create-uploads',
      description: 'Checks and counts announced photos and signs where they go',
      environment: {
        TABLE_NAME,
        BUCKET_NAME,
        DAILY_LIMIT: String(dailyLimit),
        MONTHLY_CEILING: String(monthlyCeiling),
      },
      permissions: [
        allow(table.tableArn, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'),
        allow(objects, 's3:PutObject'),
      ],
    }),
    deleteAnalysis: new ServiceFunction(scope, 'DeleteAnalysis', {
      name: 'delete-analysis',
      description: 'Deletes an analysis and its photo',
      environment: { TABLE_NAME, BUCKET_NAME },
      permissions: [
        allow(table.tableArn, 'dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'),
        allow(objects, 's3:DeleteObject'),
      ],
    }),
    setUserBlocked: new ServiceFunction(scope, 'SetUserBlocked', {
      name: 'set-user-blocked',
      description: 'Blocks people and lets them in again',
      environment: { TABLE_NAME },
      permissions: [allow(table.tableArn, 'dynamodb:GetItem', 'dynamodb:UpdateItem')],
    }),
    signImageUrls: new ServiceFunction(scope, 'SignImageUrls', {
      name: 'sign-image-urls',
      description: 'Signs links under which photos can be seen',
      environment: { BUCKET_NAME },
      permissions: [allow(objects, 's3:GetObject')],
    }),
  };
}
