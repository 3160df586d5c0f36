import * as z from 'zod';
import type { Resource } from '../../assembly/resource.ts';
import { noEffect, readProperties } from '../properties.ts';

const notEmulated = { error: ({ input }: { input?: unknown }) => `${String(input)} is not emulated` };

const authenticationType = z.enum(['AMAZON_COGNITO_USER_POOLS', 'AWS_IAM'], notEmulated);
export type AuthenticationType = z.infer<typeof authenticationType>;

const userPoolConfig = z.strictObject({
  UserPoolId: z.string(),
  AwsRegion: z.string().optional(),
  DefaultAction: z.enum(['ALLOW', 'DENY']).default('ALLOW'),
  AppIdClientRegex: z.string().optional(),
});

const provider = z.strictObject({ AuthenticationType: authenticationType, UserPoolConfig: userPoolConfig.optional() });

const apiProperties = z.strictObject({
  ...provider.shape,
  Name: z.string(),
  AdditionalAuthenticationProviders: z.array(provider).default([]),
  EnvironmentVariables: z.record(z.string(), z.string().max(512)).default({}),
  QueryDepthLimit: z.number().int().min(0).max(75).default(0),
  ResolverCountLimit: z.number().int().min(0).max(10_000).default(0),
  IntrospectionConfig: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Visibility: z.literal('GLOBAL', notEmulated).default('GLOBAL'),
  ApiType: z.literal('GRAPHQL', notEmulated).default('GRAPHQL'),
  /** What is worth a log goes to the local cloud's own. */
  LogConfig: noEffect,
  EnhancedMetricsConfig: noEffect,
  XrayEnabled: noEffect,
  OwnerContact: noEffect,
  Tags: noEffect,
});

const schemaProperties = z.strictObject({
  ApiId: z.string(),
  Definition: z.string().optional(),
  DefinitionS3Location: z.string().optional(),
});

const dataSource = { ApiId: z.string(), Name: z.string(), Description: noEffect, MetricsConfig: noEffect };
const dataSourceProperties = z.discriminatedUnion(
  'Type',
  [
    z.strictObject({ ...dataSource, Type: z.literal('NONE') }),
    z.strictObject({
      ...dataSource,
      Type: z.literal('AMAZON_DYNAMODB'),
      ServiceRoleArn: z.string(),
      DynamoDBConfig: z.strictObject({ TableName: z.string(), AwsRegion: z.string().optional() }),
    }),
    z.strictObject({
      ...dataSource,
      Type: z.literal('AWS_LAMBDA'),
      ServiceRoleArn: z.string(),
      LambdaConfig: z.strictObject({ LambdaFunctionArn: z.string() }),
    }),
  ],
  { error: 'this type of data source is not emulated' },
);
export type DataSourceProperties = z.infer<typeof dataSourceProperties>;

const code = {
  ApiId: z.string(),
  Code: z.string().optional(),
  CodeS3Location: z.string().optional(),
  Runtime: z.strictObject({
    Name: z.literal('APPSYNC_JS', notEmulated),
    RuntimeVersion: z.literal('1.0.0', notEmulated),
  }),
  /** Quota: how many requests one BatchInvoke holds. */
  MaxBatchSize: z.number().int().min(0).max(2000).default(0),
};

const resolverProperties = z.strictObject({
  ...code,
  TypeName: z.string(),
  FieldName: z.string(),
  Kind: z.enum(['UNIT', 'PIPELINE']).default('UNIT'),
  DataSourceName: z.string().optional(),
  PipelineConfig: z.strictObject({ Functions: z.array(z.string()).max(10) }).optional(),
  MetricsConfig: noEffect,
});

const functionProperties = z.strictObject({
  ...code,
  Name: z.string(),
  DataSourceName: z.string(),
  Description: noEffect,
  /** Of the request mapping template, which is not emulated; the CDK writes it all the same. */
  FunctionVersion: noEffect,
});

/** The properties of one resource, with its ARN. */
type Described<Properties> = Properties & { arn: string };

export interface FunctionConfiguration extends Described<z.infer<typeof functionProperties>> {
  functionId: string;
}

/** One API and all that belongs to it, as the template says. */
export interface Configuration {
  apiId: string;
  api: Described<z.infer<typeof apiProperties>> & { endpointArn: string };
  schema: z.infer<typeof schemaProperties>;
  dataSources: DataSourceProperties[];
  resolvers: Described<z.infer<typeof resolverProperties>>[];
  functions: FunctionConfiguration[];
}

export type ResolverConfiguration = Configuration['resolvers'][number];

/** Reads the API among the resources; undefined when there is none. Throws for what is not emulated. */
export function readConfiguration(resources: readonly Resource[]): Configuration | undefined {
  const ofType = (kind: string) => resources.filter(({ type }) => type === `AWS::AppSync::${kind}`);
  const [api, ...otherApis] = ofType('GraphQLApi');
  if (!api) return undefined;
  const [schema, ...otherSchemas] = ofType('GraphQLSchema');
  if (otherApis.length > 0 || !schema || otherSchemas.length > 0) {
    throw new Error('AppSync runs exactly one API with one schema');
  }
  return {
    apiId: String(api.attributes['ApiId']),
    api: {
      ...readProperties(apiProperties, api),
      arn: String(api.attributes['Arn']),
      endpointArn: String(api.attributes['GraphQLEndpointArn']),
    },
    schema: readProperties(schemaProperties, schema),
    dataSources: ofType('DataSource').map((each) => readProperties(dataSourceProperties, each)),
    resolvers: ofType('Resolver').map((each) => ({ ...readProperties(resolverProperties, each), arn: each.ref })),
    functions: ofType('FunctionConfiguration').map((each) => ({
      ...readProperties(functionProperties, each),
      arn: each.ref,
      functionId: String(each.attributes['FunctionId']),
    })),
  };
}
