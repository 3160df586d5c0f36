import { CfnOutput, Stack, type App } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import product from '../package.json' with { type: 'json' };
import type { Configuration } from './configuration.ts';
import { AnalyticsExport } from './constructs/analytics-export.ts';
import { AnalysisTable } from './constructs/analysis-table.ts';
import { AnalysisPipeline } from './constructs/analysis-pipeline.ts';
import { CostGuard } from './constructs/cost-guard.ts';
import { ChangePublisher } from './constructs/change-publisher.ts';
import { ApiFirewall } from './constructs/api-firewall.ts';
import { ServiceDashboard, type ServiceDashboardProps } from './constructs/dashboard.ts';
import { apiFunctions } from './constructs/api-functions.ts';
import { Exporter } from './constructs/exporter.ts';
import { ImageAnalyzerApi } from './constructs/graphql-api.ts';
import { Notices } from './constructs/notices.ts';
import { Redrive } from './constructs/redrive.ts';
import { stageName } from './constructs/stage.ts';
import { SignIn } from './constructs/sign-in.ts';
import { Sweeper } from './constructs/sweeper.ts';
import { nameTelemetry } from './constructs/telemetry.ts';
import { UploadBucket } from './constructs/upload-bucket.ts';
import { WebSite } from './constructs/web-site.ts';

/** The whole product, in the order in which a photo passes through it. */
export class ImageAnalyzerStack extends Stack {
  constructor(app: App, configuration: Configuration) {
    const { stage } = configuration;
    super(app, stageName('ImageAnalyzer', stage), {
      description: 'Serverless Image Analyzer: photos in, live labels out',
    });
    const signIn = new SignIn(this, 'SignIn', configuration);
    const uploads = new UploadBucket(this, 'Uploads', configuration);
    const table = new AnalysisTable(this, 'Table', configuration);
    const bus = new EventBus(this, 'Changes');
    const photos = uploads.bucket;

    const { queue, deadLetters } = new AnalysisPipeline(this, 'Analysis', { photos, table, bus, configuration });
    const { queue: exportQueue, exportAnalyses } = new Exporter(this, 'Exporter', { photos, table, bus });
    const functions = apiFunctions(this, { table, photos, bus, queue, configuration });
    const graphql = new ImageAnalyzerApi(this, 'Graphql', {
      userPool: signIn.userPool,
      table,
      dailyLimit: configuration.dailyLimit,
      stage,
      functions: { ...functions, exportAnalyses },
    });
    const { undelivered } = new ChangePublisher(this, 'Publisher', { bus, api: graphql.api });

    // Beside the path: what is late, what has failed, what it costs, who asks about all of it.
    new Sweeper(this, 'Sweeper', { photos, table, bus, queue, exportQueue });
    const redrive = new Redrive(this, 'Redrive', { table, bus, queue });
    new CostGuard(this, 'CostGuard', stage);
    if (configuration.analyticsExport) new AnalyticsExport(this, 'Analytics', { bus, stage });

    const site = new WebSite(this, 'Site', {
      stage,
      domain: configuration.domain,
      certificateArn: configuration.certificateArn,
      connectTo: [...graphql.origins, ...signIn.origins, uploads.origin],
      imagesFrom: [uploads.origin],
    });
    const origins = [site.url, ...configuration.allowedOrigins];
    uploads.allowUploadsFrom(origins);
    if (configuration.waf) new ApiFirewall(this, 'Firewall', { api: graphql.api, origins });
    const client = signIn.addPage(origins.map((origin) => `${origin}/`));

    const addresses = {
      Region: this.region,
      GraphqlUrl: graphql.api.graphqlUrl,
      Issuer: signIn.issuer,
      ClientId: client.userPoolClientId,
      Version: product.version,
    };
    site.deploy({ ...addresses, ...pageSettings(configuration) });
    this.observe(configuration, graphql.api, table, { waiting: queue, deadLetters, undelivered });
    this.addOutputs({
      ...addresses,
      WebUrl: site.url,
      DistributionDomain: site.distribution.distributionDomainName,
      BucketName: photos.bucketName,
      TableName: table.tableName,
      EventBusName: bus.eventBusName,
      RedriveFunctionName: redrive.function.functionName,
    });
  }

  /** Once everything is there: what all of it is called, and who looks at it. */
  private observe(
    configuration: Configuration,
    api: GraphqlApi,
    table: Table,
    queues: ServiceDashboardProps['queues'],
  ) {
    const { stage, alarmsEmail: email, monthlyBudget } = configuration;
    nameTelemetry(this, configuration);
    new ServiceDashboard(this, 'Dashboard', { stage, api, table, queues });
    if (email !== undefined) new Notices(this, 'Notices', { stage, email, monthlyBudget });
  }

  private addOutputs(outputs: Record<string, string>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/** What the page reads of the settings: in its file, never in its code. */
function pageSettings({ maxMegabytes, retentionDays }: Configuration): Record<string, string> {
  return {
    MaxPhotoBytes: String(maxMegabytes * 1024 ** 2),
    ...(retentionDays !== undefined && { RetentionDays: String(retentionDays) }),
  };
}
