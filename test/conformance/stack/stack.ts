import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { Graphql } from './graphql/graphql.ts';
import { Messaging } from './messaging.ts';
import { Storage } from './storage.ts';

/** One of each kind of resource that the product uses, with nothing of the product in it. */
export class ConformanceStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const userPool = new UserPool(this, 'UserPool', {
      signInAliases: { email: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const groupName of ['admins', 'readers']) userPool.addGroup(groupName, { groupName });
    const client = addClient(userPool);

    const storage = new Storage(this, 'Storage');
    const graphql = new Graphql(this, 'Graphql', { userPool, table: storage.table });
    const messaging = new Messaging(this, 'Messaging', { bucket: storage.bucket, api: graphql.api });
    const outputs = {
      Region: this.region,
      Issuer: userPool.userPoolProviderUrl,
      UserPoolId: userPool.userPoolId,
      ClientId: client.userPoolClientId,
      ...storage.outputs,
      ...graphql.outputs,
      ...messaging.outputs,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

function addClient(userPool: UserPool): UserPoolClient {
  return userPool.addClient('Client', {
    generateSecret: false,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      callbackUrls: ['http://localhost:4000/'],
      logoutUrls: ['http://localhost:4000/'],
    },
    // So that the cases can sign test users in on AWS.
    authFlows: { adminUserPassword: true },
  });
}
