import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Duration } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CfnGraphQLApi,
  Code,
  Definition,
  FunctionRuntime,
  GraphqlApi,
  IntrospectionConfig,
  SchemaFile,
  UserPoolDefaultAction,
  type BaseDataSource,
} from 'aws-cdk-lib/aws-appsync';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code as FunctionCode, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { functionBundle } from '../bundle.ts';
import { addProbes, probesSchema } from '../probes/probes.ts';

const resolvers = path.join(import.meta.dirname, 'resolvers');
const onTable = new Set(['Query.stored']);
const schema = SchemaFile.fromAsset(path.join(import.meta.dirname, 'schema.graphql'));
schema.definition += probesSchema;

/** An API with people and roles among its callers, default action DENY. */
export class Graphql extends Construct {
  readonly api: GraphqlApi;
  readonly outputs: Record<string, string>;

  constructor(scope: Construct, id: string, { userPool, table }: { userPool: UserPool; table: Table }) {
    super(scope, id);
    this.api = new GraphqlApi(this, 'Api', {
      name: 'conformance',
      definition: Definition.fromSchema(schema),
      authorizationConfig: {
        defaultAuthorization: {
          authorizationType: AuthorizationType.USER_POOL,
          userPoolConfig: { userPool, defaultAction: UserPoolDefaultAction.DENY },
        },
        additionalAuthorizationModes: [{ authorizationType: AuthorizationType.IAM }],
      },
      introspectionConfig: IntrospectionConfig.DISABLED,
      queryDepthLimit: 6,
      resolverCountLimit: 50,
    });
    const sources = {
      none: this.api.addNoneDataSource('none'),
      table: this.api.addDynamoDbDataSource('table', table),
    };
    this.addResolvers(sources);
    addProbes(this.api, sources);
    const resource = this.api.node.defaultChild;
    if (!(resource instanceof CfnGraphQLApi)) throw new Error('The API has no CloudFormation resource');
    this.outputs = {
      GraphqlUrl: this.api.graphqlUrl,
      RealtimeUrl: resource.attrRealtimeUrl,
      ApiArn: this.api.arn,
      GraphqlCallerName: this.addCaller().functionName,
    };
  }

  /** One resolver for each `Type.field.js`. */
  private addResolvers({ none, table }: { none: BaseDataSource; table: BaseDataSource }): void {
    for (const file of readdirSync(resolvers)) {
      const [typeName = '', fieldName = ''] = file.split('.');
      this.api.createResolver(`${typeName}${fieldName}Resolver`, {
        typeName,
        fieldName,
        dataSource: onTable.has(`${typeName}.${fieldName}`) ? table : none,
        code: Code.fromAsset(path.join(resolvers, file)),
        runtime: FunctionRuntime.JS_1_0_0,
      });
    }
  }

  /** A function that calls the API as its own role, which may call these fields and no others. */
  private addCaller(): Function {
    const caller = new Function(this, 'Caller', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: FunctionCode.fromAsset(functionBundle('graphql-caller')),
      environment: { GRAPHQL_URL: this.api.graphqlUrl },
      timeout: Duration.seconds(30),
      memorySize: 512,
    });
    this.api.grantQuery(caller, 'doors', 'note', 'undirected');
    this.api.grantMutation(caller, 'save');
    return caller;
  }
}
