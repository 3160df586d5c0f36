import path from 'node:path';
import { Duration, RemovalPolicy, Validations, type Size } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { bundles } from '../bundle.ts';
import { explainWildcards, grant, may, type Permission } from './permissions.ts';

export interface ServiceFunctionProps {
  /** Folder of `functions`, whose bundle this runs. */
  name: string;
  description: string;
  environment: Record<string, string>;
  /** What it may do, beside writing its own log. */
  permissions: Permission[];
  timeout?: Duration;
  memorySize?: number;
  /** Of the disk under /tmp; 512 MB by default. */
  ephemeralStorageSize?: Size;
}

/** A Lambda function of this product: its bundle, its log and a role that holds exactly `permissions`. */
export class ServiceFunction extends Function {
  /** Folder of `functions`. */
  readonly bundle: string;
  readonly memoryMb: number;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const { memorySize = 512 } = props;
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    grant(role, [...may.writeLog(logGroup), ...props.permissions]);
    explainWildcards(role, 'The CDK lets a function write its traces so: X-Ray knows no resources for them.', {
      resources: ['*'],
    });
    super(scope, id, {
      description: props.description,
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(path.join(bundles.functions, props.name)),
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      memorySize,
      ...(props.ephemeralStorageSize && { ephemeralStorageSize: props.ephemeralStorageSize }),
      timeout: props.timeout ?? Duration.seconds(10),
      tracing: Tracing.ACTIVE,
      role,
      logGroup,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-L1',
      reason: 'Node 22 is maintained until April 2027, and is what every test runs on in CI; the newest is not.',
    });
    this.bundle = props.name;
    this.memoryMb = memorySize;
  }
}
