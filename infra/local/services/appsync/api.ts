import { readFileSync } from 'node:fs';
import { isObjectType, type GraphQLSchema } from 'graphql';
import type { Cloud } from '../service.ts';
import { authenticator, type Authenticate } from './authenticate.ts';
import { fieldAuthorization, type MayHave } from './authorize.ts';
import type { Configuration, DataSourceProperties, ResolverConfiguration } from './configuration.ts';
import type { DataSource } from './data-sources/data-source.ts';
import { dynamodbDataSource } from './data-sources/dynamodb.ts';
import { lambdaDataSource } from './data-sources/lambda.ts';
import { noneDataSource } from './data-sources/none.ts';
import { pageTokens, type PageTokens } from './data-sources/page-tokens.ts';
import { buildApiSchema } from './graphql/schema.ts';
import { pipelineResolver, unitResolver, type ResolveField, type Step, type Surroundings } from './resolver.ts';
import { compile } from './runtime/compile.ts';

/** The API as it runs: schema, resolvers and who may call what. */
export interface Api {
  configuration: Configuration;
  schema: GraphQLSchema;
  authenticate: Authenticate;
  mayHave: MayHave;
  /** By `Type.field`. */
  resolvers: ReadonlyMap<string, ResolveField>;
  cloud: Cloud;
}

/** Puts the API together from the template. Throws for everything in it that does not run here, by name. */
export async function buildApi(configuration: Configuration, cloud: Cloud): Promise<Api> {
  const { Definition, DefinitionS3Location } = configuration.schema;
  const schema = buildApiSchema(textOf(Definition, DefinitionS3Location, cloud, 'the schema'));
  return {
    configuration,
    schema,
    authenticate: authenticator(configuration, cloud),
    mayHave: fieldAuthorization(schema, configuration),
    resolvers: buildResolvers(configuration, schema, cloud, await pageTokens(cloud.store)),
    cloud,
  };
}

/** Inline text, or what lies in the asset at an `s3://bucket/key`. */
function textOf(inline: string | undefined, location: string | undefined, cloud: Cloud, what: string): string {
  if (inline !== undefined) return inline;
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location ?? '') ?? [];
  if (!bucket || !key) throw new Error(`${what} has neither text nor a place in S3`);
  return readFileSync(cloud.assetPath(bucket, key), 'utf8');
}

function buildResolvers(
  configuration: Configuration,
  schema: GraphQLSchema,
  cloud: Cloud,
  tokens: PageTokens,
): Map<string, ResolveField> {
  const dataSources = new Map(configuration.dataSources.map((each) => [each.Name, dataSourceOf(each, cloud, tokens)]));
  const stepOf = (part: CodeProperties & { DataSourceName?: string | undefined }, name: string): Step => {
    const dataSource = dataSources.get(part.DataSourceName ?? '');
    if (!dataSource) throw new Error(`${name}: the API has no data source ${String(part.DataSourceName)}`);
    return { arn: part.arn, dataSource, maxBatchSize: part.MaxBatchSize, code: codeOf(part, name, cloud) };
  };
  const functions = new Map(
    all(configuration.functions, (each) => [each.functionId, stepOf(each, each.Name)] as const),
  );
  const surroundings = surroundingsOf(configuration, cloud);
  const resolve = (each: ResolverConfiguration, name: string): ResolveField => {
    if (each.Kind === 'UNIT') return unitResolver(stepOf(each, name), surroundings);
    const steps = (each.PipelineConfig?.Functions ?? []).map((id) => {
      const step = functions.get(id);
      if (!step) throw new Error(`${name}: the API has no function ${id}`);
      return step;
    });
    return pipelineResolver(codeOf(each, name, cloud), steps, surroundings);
  };
  return new Map(
    all(configuration.resolvers, (each) => {
      const name = fieldNameOf(each, schema);
      return [name, resolve(each, name)] as const;
    }),
  );
}

/** Maps all items, and throws everything that is wrong with any of them at once. */
function all<Item, Result>(items: readonly Item[], map: (item: Item) => Result): Result[] {
  const problems: string[] = [];
  const results = items.flatMap((item) => {
    try {
      return [map(item)];
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return [];
    }
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return results;
}

type CodeProperties = Pick<ResolverConfiguration, 'arn' | 'Code' | 'CodeS3Location' | 'MaxBatchSize'>;

function codeOf({ Code, CodeS3Location }: CodeProperties, name: string, cloud: Cloud) {
  return compile(textOf(Code, CodeS3Location, cloud, name), name);
}

function fieldNameOf({ TypeName, FieldName }: ResolverConfiguration, schema: GraphQLSchema): string {
  const type = schema.getType(TypeName);
  const name = `${TypeName}.${FieldName}`;
  if (!isObjectType(type) || !type.getFields()[FieldName]) throw new Error(`the schema has no field ${name}`);
  return name;
}

function surroundingsOf({ api }: Configuration, cloud: Cloud): Surroundings {
  return {
    env: api.EnvironmentVariables,
    now: () => cloud.clock.now(),
    log: (level, message, resolver) => {
      cloud.log({ service: 'appsync', level, message, resolver });
    },
  };
}

function dataSourceOf(properties: DataSourceProperties, cloud: Cloud, tokens: PageTokens): DataSource {
  switch (properties.Type) {
    case 'NONE':
      return noneDataSource;
    case 'AMAZON_DYNAMODB': {
      const { ServiceRoleArn: roleArn, DynamoDBConfig } = properties;
      return dynamodbDataSource({ roleArn, tableName: DynamoDBConfig.TableName }, cloud, tokens);
    }
    case 'AWS_LAMBDA': {
      const { ServiceRoleArn: roleArn, LambdaConfig } = properties;
      return lambdaDataSource({ roleArn, functionArn: LambdaConfig.LambdaFunctionArn }, cloud);
    }
  }
}
