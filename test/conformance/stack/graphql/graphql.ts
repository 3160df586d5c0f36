import { readdirSync } from 'node:fs';
import path from 'node:path';
import {
  AuthorizationType,
  Code,
  Definition,
  FunctionRuntime,
  GraphqlApi,
  SchemaFile,
  UserPoolDefaultAction,
  type BaseDataSource,
} from 'aws-cdk-lib/aws-appsync';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { addProbes, probesSchema } from '../probes/probes.ts';

const resolvers = path.join(import.meta.dirname, 'resolvers');
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
      queryDepthLimit: 5,
      resolverCountLimit: 50,
    });
    const none = this.api.addNoneDataSource('none');
    this.addResolvers(none);
    addProbes(this.api, { none, table: this.api.addDynamoDbDataSource('table', table) });
    this.outputs = { GraphqlUrl: this.api.graphqlUrl, ApiArn: this.api.arn };
  }

  /** One resolver for each `Type.field.js`. */
  private addResolvers(dataSource: BaseDataSource): void {
    for (const file of readdirSync(resolvers)) {
      const [typeName = '', fieldName = ''] = file.split('.');
      this.api.createResolver(`${typeName}${fieldName}Resolver`, {
        typeName,
        fieldName,
        dataSource,
        code: Code.fromAsset(path.join(resolvers, file)),
        runtime: FunctionRuntime.JS_1_0_0,
      });
    }
  }
}
