import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Code, FunctionRuntime, type BaseDataSource, type GraphqlApi } from 'aws-cdk-lib/aws-appsync';

/** One APPSYNC_JS resolver a file; `input` and the answer are JSON in strings. */
const names = readdirSync(import.meta.dirname).flatMap((file) => /^(.+)\.js$/.exec(file)?.[1] ?? []);

/** The fields of the probes, for the schema: `Query.probes`, a field a file. */
export const probesSchema = `
type Probes {
${names.map((name) => `  ${name}(input: String): String`).join('\n')}
}
`;

/** Gives each probe its resolver: on the table when its name says so, else on no data source. */
export function addProbes(api: GraphqlApi, sources: { none: BaseDataSource; table: BaseDataSource }): void {
  for (const name of names) {
    api.createResolver(`Probes${name}`, {
      typeName: 'Probes',
      fieldName: name,
      dataSource: name.startsWith('table') ? sources.table : sources.none,
      code: Code.fromAsset(path.join(import.meta.dirname, `${name}.js`)),
      runtime: FunctionRuntime.JS_1_0_0,
    });
  }
}
