import { expect } from 'vitest';
import { answering, startApi } from '../../infra/local/services/appsync/testing.ts';
import { appsync } from '../../infra/local/services/appsync/index.ts';
import { startFakeCloud } from '../../infra/local/testing/fake-cloud.ts';
import { behavioursOf } from './behaviour.ts';
import { assumed, documented, here } from './evidence.ts';

const js = behavioursOf('APPSYNC_JS');
const reference = documented('CloudFormation template reference, AWS::AppSync');

/** Boots an API of a template with one more resource. */
async function bootWith(type: string, properties: object): Promise<void> {
  const cloud = await startFakeCloud({
    services: [appsync],
    resources: {
      Api: {
        Type: 'AWS::AppSync::GraphQLApi',
        Properties: { Name: 'api', AuthenticationType: 'AWS_IAM' },
      },
      Schema: {
        Type: 'AWS::AppSync::GraphQLSchema',
        Properties: { ApiId: 'api', Definition: 'type Query { thing: String }' },
      },
      None: { Type: 'AWS::AppSync::DataSource', Properties: { ApiId: 'api', Name: 'none', Type: 'NONE' } },
      It: { Type: `AWS::AppSync::${type}`, Properties: { ApiId: 'api', ...properties } },
    },
  });
  await cloud.stop();
}

const field = { TypeName: 'Query', FieldName: 'thing', DataSourceName: 'none' };
const Runtime = { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' };
const Code = answering('null');

js.covers('A template’s resolver in APPSYNC_JS 1.0.0 boots', here(reference), async () => {
  await bootWith('Resolver', { ...field, Runtime, Code });
});

js.refuses('VTL mapping templates stop the boot, by the resolver’s name', here(reference), async () => {
  const templates = { RequestMappingTemplate: '{}', ResponseMappingTemplate: '{}' };
  await expect(bootWith('Resolver', { ...field, ...templates })).rejects.toThrow(
    /AWS::AppSync::Resolver It: .*RequestMappingTemplate is not emulated, ResponseMappingTemplate is not emulated/,
  );
});

js.refuses(
  'A direct Lambda resolver, which has no code, stops the boot',
  here(documented('AppSync developer guide, direct Lambda resolvers')),
  async () => {
    await expect(bootWith('Resolver', field)).rejects.toThrow('AWS::AppSync::Resolver It: Runtime');
    await expect(bootWith('Resolver', { ...field, Runtime })).rejects.toThrow(
      'Query.thing has neither text nor a place',
    );
  },
);

js.refuses('Another runtime, or version of it, stops the boot', here(reference), async () => {
  for (const other of [
    { Name: 'PYTHON', RuntimeVersion: '1.0.0' },
    { Name: 'APPSYNC_JS', RuntimeVersion: '2.0.0' },
  ]) {
    await expect(bootWith('Resolver', { ...field, Code, Runtime: other })).rejects.toThrow(/Runtime.*is not emulated/);
  }
});

js.refuses('Caching and conflict detection of a resolver stop the boot', here(reference), async () => {
  for (const name of ['CachingConfig', 'SyncConfig']) {
    await expect(bootWith('Resolver', { ...field, Runtime, Code, [name]: {} })).rejects.toThrow(
      `AWS::AppSync::Resolver It: ${name} is not emulated`,
    );
  }
});

js.refuses(
  'Data sources over HTTP, to EventBridge, OpenSearch, RDS and Bedrock stop the boot, by name',
  here(reference),
  async () => {
    for (const Type of [
      'HTTP',
      'AMAZON_EVENTBRIDGE',
      'AMAZON_OPENSEARCH_SERVICE',
      'AMAZON_ELASTICSEARCH',
      'RELATIONAL_DATABASE',
      'AMAZON_BEDROCK_RUNTIME',
    ]) {
      await expect(bootWith('DataSource', { Name: 'other', Type })).rejects.toThrow(
        'AWS::AppSync::DataSource It: Type: this type of data source is not emulated',
      );
    }
  },
);

js.refuses('A table read as the caller, with versions or delta sync stops the boot', here(reference), async () => {
  const table = { Name: 't', Type: 'AMAZON_DYNAMODB', ServiceRoleArn: 'arn' };
  for (const name of ['UseCallerCredentials', 'Versioned', 'DeltaSyncConfig']) {
    const DynamoDBConfig = { TableName: 't', AwsRegion: 'us-east-1', [name]: true };
    await expect(bootWith('DataSource', { ...table, DynamoDBConfig })).rejects.toThrow(`${name} is not emulated`);
  }
});

js.covers('A resolver whose data source or field is not there stops the boot', here(reference), async () => {
  await expect(bootWith('Resolver', { ...field, DataSourceName: 'other', Runtime, Code })).rejects.toThrow(
    'Query.thing: the API has no data source other',
  );
  await expect(bootWith('Resolver', { ...field, FieldName: 'other', Runtime, Code })).rejects.toThrow(
    'the schema has no field Query.other',
  );
});

js.covers(
  'A batch size above 2,000 stops the boot',
  here(documented('AppSync endpoints and quotas: batch size')),
  async () => {
    await expect(bootWith('Resolver', { ...field, Runtime, Code, MaxBatchSize: 2001 })).rejects.toThrow('MaxBatchSize');
  },
);

const schema = 'type Query { thing: String }';

js.covers(
  'A pipeline has up to 10 functions; more stop the boot',
  here(documented('AppSync endpoints and quotas: functions per pipeline resolver')),
  async () => {
    const step = { dataSource: 'none', code: answering('(ctx.prev.result.length ? ctx.prev.result : "") + "x"') };
    const pipelineOf = (length: number) => {
      const names = Array.from({ length }, (_, i) => `f${i}`);
      return startApi({
        schema,
        functions: Object.fromEntries(names.map((name) => [name, step])),
        resolvers: { 'Query.thing': { functions: names, code: answering('ctx.result') } },
      });
    };
    const api = await pipelineOf(10);
    expect((await api.post('{ thing }')).body).toEqual({ data: { thing: 'x'.repeat(10) } });
    await api.stop();
    await expect(pipelineOf(11)).rejects.toThrow('AWS::AppSync::Resolver Query.thing: PipelineConfig.Functions');
  },
);

js.covers(
  '`extensions` outside the response handler of their own kind fail the field: filters belong to a Subscription, invalidations to a Mutation',
  here(documented('AppSync developer guide, Extensions')),
  async () => {
    const calls = {
      a: 'extensions.setSubscriptionFilter({ filterGroup: [] })',
      b: 'extensions.setSubscriptionInvalidationFilter({ filterGroup: [] })',
      c: 'extensions.invalidateSubscriptions({ subscriptionField: "on", payload: {} })',
    };
    const api = await startApi({
      schema: 'type Query { a: String b: String c: String }',
      resolvers: Object.fromEntries(
        Object.entries(calls).map(([name, call]) => [`Query.${name}`, { code: answering(call) }]),
      ),
    });
    const { body } = await api.post('{ a b c }');
    expect(body).toMatchObject({
      data: { a: null, b: null, c: null },
      errors: Array.from({ length: 3 }, () => ({ errorType: 'BadRequestException' })),
    });
    await api.stop();
  },
);

js.covers(
  'A handler that replaces `ctx.stash` fails its field; what it does to other members of `ctx` ends with it',
  here(assumed('the guide says that the stash cannot be replaced, not what happens')),
  async () => {
    const replacing = `export function request(ctx) { ctx.stash = {}; return {}; }
export function response(ctx) { return 'replaced'; }`;
    const changing = `export function request(ctx) { ctx.args.id = 'changed'; return { payload: null }; }
export function response(ctx) { return ctx.args.id; }`;
    const api = await startApi({
      schema: 'type Query { a: String b(id: ID): String }',
      resolvers: { 'Query.a': { code: replacing }, 'Query.b': { code: changing } },
    });
    expect((await api.post('{ a b(id: "x") }')).body).toMatchObject({
      data: { a: null, b: 'x' },
      errors: [{ errorType: 'Code', path: ['a'] }],
    });
    await api.stop();
  },
);
