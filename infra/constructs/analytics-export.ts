import { Duration, RemovalPolicies, RemovalPolicy, Size, Validations } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput, type EventBus } from 'aws-cdk-lib/aws-events';
import { FirehoseDeliveryStream } from 'aws-cdk-lib/aws-events-targets';
import {
  AppendDelimiterToRecordProcessor,
  Compression,
  DeliveryStream,
  EnableLogging,
  S3Bucket,
  StreamEncryption,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { analysisChanged } from '../../schema/events.ts';
import { addAthenaTable, folder } from './athena-table.ts';
import { explainPolicyOf, explainWildcards } from './permissions.ts';
import { bucketRemoval, stageName } from './stage.ts';

/** What every record holds. Nothing that says whose photo it was: deleting somebody's data leaves no trace to follow. */
const common = {
  id: EventField.fromPath('$.detail.id'),
  version: EventField.fromPath('$.detail.version'),
  status: EventField.fromPath('$.detail.status'),
  createdAt: EventField.fromPath('$.detail.createdAt'),
  updatedAt: EventField.fromPath('$.detail.updatedAt'),
  size: EventField.fromPath('$.detail.size'),
};

/**
 * Every end of an analysis, as it happens, as lines of JSON in a bucket that Athena can query: the analyst's questions
 * never touch the table. A record can come twice; `id` and `version` tell.
 */
export class AnalyticsExport extends Construct {
  constructor(scope: Construct, id: string, { bus, stage }: { bus: EventBus; stage: string }) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      ...bucketRemoval(stage),
    });
    explainPolicyOf(bucket);
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds nothing that says whose photo it was, and only analysts with IAM permissions read it.',
    });
    const stream = new DeliveryStream(this, 'Stream', {
      encryption: StreamEncryption.awsOwnedKey(),
      destination: new S3Bucket(bucket, {
        dataOutputPrefix: `${folder}!{timestamp:yyyy-MM-dd}/`,
        errorOutputPrefix: 'failed/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/',
        bufferingInterval: Duration.minutes(5),
        bufferingSize: Size.mebibytes(64),
        compression: Compression.GZIP,
        processors: [new AppendDelimiterToRecordProcessor()],
        loggingConfig: new EnableLogging(
          new LogGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
        ),
      }),
    });
    explainWildcards(
      stream,
      'The CDK lets Firehose write to its bucket so; it names objects by time and holds no other.',
      {
        actions: ['s3:Abort*', 's3:DeleteObject*', 's3:GetBucket*', 's3:GetObject*', 's3:List*'],
        resources: [bucket.arnForObjects('*')],
      },
    );
    // The stream of its log is kept by default, which says nothing once its group is gone.
    RemovalPolicies.of(this).destroy({ applyToResourceTypes: ['AWS::Logs::LogStream'] });
    const exportEnds = (name: string, states: string[], more: Record<string, string>) =>
      new Rule(this, name, {
        description: 'Analyses that have ended: export them',
        eventBus: bus,
        eventPattern: {
          source: [analysisChanged.source],
          detailType: [analysisChanged.detailType],
          detail: { status: states },
        },
        targets: [new FirehoseDeliveryStream(stream, { message: RuleTargetInput.fromObject({ ...common, ...more }) })],
      });
    exportEnds('Completed', ['COMPLETED'], {
      labels: EventField.fromPath('$.detail.labels'),
      labelModelVersion: EventField.fromPath('$.detail.labelModelVersion'),
    });
    exportEnds('Ended', ['REJECTED', 'FAILED'], { reason: EventField.fromPath('$.detail.reason.code') });
    exportEnds('Expired', ['EXPIRED'], {});
    addAthenaTable(this, bucket, stageName('image_analyzer', stage).replace('-', '_'));
  }
}
