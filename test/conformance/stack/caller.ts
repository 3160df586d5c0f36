import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { functionBundle } from './bundle.ts';

interface CallerProps {
  bucket: Bucket;
  table: Table;
  queue: Queue;
}

/** A function that makes the call it is told to make, as a role that may do little. */
export class Caller extends Construct {
  readonly role: Role;
  readonly outputs: Record<string, string>;

  constructor(scope: Construct, id: string, { bucket, table, queue }: CallerProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const allow = (resource: string, ...actions: string[]) =>
      this.role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
    allow(bucket.arnForObjects('mine/*'), 's3:GetObject', 's3:PutObject', 's3:DeleteObject');
    allow(bucket.arnForObjects('wild-?/*.txt'), 's3:Get*');
    allow(bucket.arnForObjects('blind/*'), 's3:GetObject');
    allow(table.tableArn, 'dynamodb:GetItem');
    allow(`${table.tableArn}/index/open`, 'dynamodb:Query');
    allow(queue.queueArn, 'sqs:SendMessage');
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [bucket.bucketArn],
        conditions: { StringLike: { 's3:prefix': ['mine/*', 'wild-*'] } },
      }),
    );
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ['s3:*'],
        resources: [bucket.arnForObjects('mine/denied/*')],
      }),
    );
    const caller = new Function(this, 'Function', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromAsset(functionBundle('caller')),
      timeout: Duration.seconds(30),
      memorySize: 512,
      role: this.role,
    });
    this.outputs = { CallerName: caller.functionName, CallerArn: caller.functionArn };
  }
}
