import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { AnyPrincipal, Effect, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { Bucket, CfnBucket, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Caller } from './caller.ts';

/** A bucket whose changes are events, a table with an index, and a function whose role may use little of both. */
export class Storage extends Construct {
  readonly bucket: Bucket;
  readonly table: Table;
  readonly outputs: Record<string, string>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = uploadBucket(this);
    this.table = itemTable(this);
    const changes = new Queue(this, 'Changes', { enforceSSL: true });
    new Rule(this, 'Changed', {
      eventPattern: { source: ['aws.s3'], detail: { bucket: { name: [this.bucket.bucketName] } } },
      targets: [new SqsQueue(changes)],
    });
    const messages = new Queue(this, 'Messages');
    new Rule(this, 'Noted', {
      eventPattern: { source: ['conformance.noted'] },
      targets: [new SqsQueue(messages)],
    });
    const caller = new Caller(this, 'Caller', { bucket: this.bucket, table: this.table, queue: messages });
    limit(this.bucket, caller.role);
    this.outputs = {
      BucketName: this.bucket.bucketName,
      TableName: this.table.tableName,
      ChangesUrl: changes.queueUrl,
      MessagesUrl: messages.queueUrl,
      ...caller.outputs,
    };
  }
}

function uploadBucket(scope: Construct): Bucket {
  const bucket = new Bucket(scope, 'Bucket', {
    enforceSSL: true,
    removalPolicy: RemovalPolicy.DESTROY,
    cors: [
      {
        allowedOrigins: ['https://site.example'],
        allowedMethods: [HttpMethods.PUT, HttpMethods.GET],
        allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
        exposedHeaders: ['etag'],
        maxAge: 3600,
      },
      { allowedOrigins: ['https://*.example'], allowedMethods: [HttpMethods.GET], allowedHeaders: ['*'] },
    ],
  });
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof CfnBucket)) throw new Error('The bucket has no CloudFormation resource');
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  return bucket;
}

/** What the bucket's own policy says, each on a prefix of its own. */
function limit(bucket: Bucket, role: IRole): void {
  const everybody = [new AnyPrincipal()];
  const deny = (prefix: string, conditions: Record<string, Record<string, string>> = {}) =>
    bucket.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: everybody,
        actions: ['s3:GetObject'],
        resources: [bucket.arnForObjects(`${prefix}/*`)],
        conditions,
      }),
    );
  deny('closed');
  deny('not-by-tls', { Bool: { 'aws:SecureTransport': 'true' } });
  // Milliseconds.
  deny('fresh', { NumericGreaterThan: { 's3:signatureAge': '600000' } });
  bucket.addToResourcePolicy(
    new PolicyStatement({
      principals: [role],
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects('granted/*')],
    }),
  );
}

function itemTable(scope: Construct): Table {
  const table = new Table(scope, 'Table', {
    partitionKey: { name: 'PK', type: AttributeType.STRING },
    sortKey: { name: 'SK', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // Sparse: it holds only the items that have the attribute.
  table.addGlobalSecondaryIndex({
    indexName: 'open',
    partitionKey: { name: 'PK', type: AttributeType.STRING },
    sortKey: { name: 'openSince', type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  });
  return table;
}
