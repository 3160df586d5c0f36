import { readdirSync } from 'node:fs';
import path from 'node:path';
import {
  AppsyncFunction,
  Code,
  FunctionRuntime,
  type BaseDataSource,
  type GraphqlApi,
  type LambdaDataSource,
} from 'aws-cdk-lib/aws-appsync';
import { Code as FunctionCode, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { functionBundle } from '../bundle.ts';

/** One APPSYNC_JS resolver a file; `input` and most answers are JSON in strings. */
const names = readdirSync(import.meta.dirname).flatMap((file) => /^(.+)\.js$/.exec(file)?.[1] ?? []);

/** What a probe answers that is no string. */
const types: Record<string, string> = { info: 'ProbedInfo', items: '[ProbedItem]' };

const callers = '@aws_cognito_user_pools @aws_iam';

/** The fields of the probes, for the schema: `Query.probes`, a field a file. */
export const probesSchema = `
type Probes ${callers} {
${names.map((name) => `  ${name}(input: String): ${types[name] ?? 'String'}`).join('\n')}
  pipeline(input: String): String
}

type ProbedInfo ${callers} {
  json: String
  list: [String]
  graphql: String
  more: ProbedInfo
}

type ProbedItem ${callers} {
  id: String
  batch: String
}
`;

interface Sources {
  none: BaseDataSource;
  table: BaseDataSource;
}

const js = (file: string) => ({
  code: Code.fromAsset(path.join(import.meta.dirname, `${file}.js`)),
  runtime: FunctionRuntime.JS_1_0_0,
});

/** Gives each probe its resolver: on the table or the function when its name says so, else on no data source. */
export function addProbes(api: GraphqlApi, { none, table }: Sources): void {
  api.addEnvironmentVariable('GREETING', 'hello');
  const lambda = addFunction(api);
  const sourceOf = (name: string) => (name.startsWith('table') ? table : name.startsWith('lambda') ? lambda : none);
  for (const name of names) {
    api.createResolver(`Probes${name}`, {
      typeName: 'Probes',
      fieldName: name,
      dataSource: sourceOf(name),
      ...js(name),
    });
  }
  api.createResolver('ProbedItemBatch', {
    typeName: 'ProbedItem',
    fieldName: 'batch',
    dataSource: lambda,
    maxBatchSize: 3,
    ...js('items/batch'),
  });
  addPipeline(api, none, table);
}

function addFunction(api: GraphqlApi): LambdaDataSource {
  const handler = new Function(api, 'ProbedFunction', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: FunctionCode.fromAsset(functionBundle('probed')),
  });
  return api.addLambdaDataSource('lambda', handler);
}

/** Two functions, of which the first asks the table and the second no data source. */
function addPipeline(api: GraphqlApi, none: BaseDataSource, table: BaseDataSource): void {
  const step = (name: string, dataSource: BaseDataSource) =>
    new AppsyncFunction(api, `Probed${name}`, { api, name, dataSource, ...js(`pipeline/${name}`) });
  api.createResolver('ProbesPipeline', {
    typeName: 'Probes',
    fieldName: 'pipeline',
    pipelineConfig: [step('first', table), step('second', none)],
    ...js('pipeline/resolver'),
  });
}
