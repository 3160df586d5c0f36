import { CfnDataSource, type CfnDataSourceProps, type GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { grant, may, type Permission } from './permissions.ts';

/** The functions behind fields. */
export interface FieldFunctions {
  createUploads: IFunction;
  deleteAnalysis: IFunction;
  deleteMyData: IFunction;
  estimateWait: IFunction;
  exportAnalyses: IFunction;
  readTotals: IFunction;
  retryAnalysis: IFunction;
  searchAnalyses: IFunction;
  setUserBlocked: IFunction;
  signImageUrls: IFunction;
}

export type DataSourceName = keyof FieldFunctions | 'table' | 'none';

/** By name, what resolvers can work on. */
export type DataSources = Map<string, CfnDataSource>;

/** The table, each function, and nothing, for what is only passed on. Each may do what its resolvers need. */
export function addDataSources(
  scope: Construct,
  api: GraphqlApi,
  { table, functions }: { table: Table; functions: FieldFunctions },
): DataSources {
  const sources: DataSources = new Map();
  const add = (name: string, props: Omit<CfnDataSourceProps, 'apiId' | 'name'>, permissions?: Permission[]) => {
    const role =
      permissions && new Role(scope, `${name}Role`, { assumedBy: new ServicePrincipal('appsync.amazonaws.com') });
    if (role) grant(role, permissions);
    const settings = { apiId: api.apiId, name, ...props, ...(role && { serviceRoleArn: role.roleArn }) };
    sources.set(name, new CfnDataSource(scope, `${name}DataSource`, settings));
  };
  add('none', { type: 'NONE' });
  const dynamoDbConfig = { tableName: table.tableName, awsRegion: table.env.region };
  add('table', { type: 'AMAZON_DYNAMODB', dynamoDbConfig }, may.readTable(table));
  for (const [name, target] of Object.entries<IFunction>({ ...functions })) {
    const lambdaConfig = { lambdaFunctionArn: target.functionArn };
    add(name, { type: 'AWS_LAMBDA', lambdaConfig }, may.invoke(target));
  }
  return sources;
}
