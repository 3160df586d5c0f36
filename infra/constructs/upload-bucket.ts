import { Aws, Duration, Validations } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import { explainPolicyOf } from './permissions.ts';
import { bucketRemoval, stageName } from './stage.ts';

/** Where the photos arrive, straight from the browser; each arrival is an event. */
export class UploadBucket extends Construct {
  readonly bucket: Bucket;
  /** The origin that presigned links point at. Written out, because the page's policy names it before it exists. */
  readonly origin: string;

  constructor(scope: Construct, id: string, { stage, retentionDays }: Configuration) {
    super(scope, id);
    const bucketName = `${stageName('image-analyzer-photos', stage)}-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
    this.origin = `https://${bucketName}.s3.${Aws.REGION}.amazonaws.com`;
    this.bucket = new Bucket(this, 'Photos', {
      bucketName,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
        // The service deletes each export itself; this is for what a function left that died at the wrong moment.
        { prefix: 'exports/', expiration: Duration.days(2) },
        // With the items of the table, which say the same by their time to live.
        ...(retentionDays === undefined
          ? []
          : ['uploads/', 'thumbnails/'].map((prefix) => ({ prefix, expiration: Duration.days(retentionDays) }))),
      ],
      ...bucketRemoval(stage),
    });
    explainPolicyOf(this.bucket);
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'A log would keep who saw which photo from where after a person has had all of their data deleted.',
    });
    // `eventBridgeEnabled` would do the same through a custom resource and a Python function.
    const resource = this.bucket.node.defaultChild;
    if (!(resource instanceof CfnBucket)) throw new Error('The bucket has no CloudFormation resource');
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }

  /** Lets pages of these origins, and no other, send photos and read their pixels. */
  allowUploadsFrom(allowedOrigins: string[]): void {
    this.bucket.addCorsRule({
      allowedOrigins,
      // GET, because a browser shows another origin's PNG as it is stored, not turned, only with its consent.
      allowedMethods: [HttpMethods.PUT, HttpMethods.GET],
      allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
      exposedHeaders: ['etag'],
      maxAge: 3600,
    });
  }
}
