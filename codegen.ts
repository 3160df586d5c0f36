import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as documentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildSchema, parse } from 'graphql';
import { format, resolveConfig } from 'prettier';
import * as z from 'zod';
import { settings } from './infra/configuration.ts';
import { apiDocument } from './schema/api-document.ts';

/**
 * Types and documentation flow from the schema, and the settings of docs/deploy.md from the configuration: `npm run
 * generate` writes `schema/generated`, `docs/api.md` and a table of `docs/deploy.md`. With `--check` it writes nothing and
 * fails when one of them is not what its source gives.
 */
const folder = path.join(import.meta.dirname, 'schema');
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');

const scalars = { ID: 'string', AWSDate: 'string', AWSDateTime: 'string', AWSURL: 'string', AWSIPAddress: 'string' };
const shared = { scalars, enumsAsTypes: true, useTypeImports: true, strictScalars: true };
const plugins = { typescript, operations, documentNode };

const files: Record<string, Record<string, object>> = {
  'generated/schema.ts': { typescript: { ...shared, inputMaybeValue: 'T | null | undefined' } },
  'generated/operations.ts': {
    operations: { ...shared, skipTypename: true },
    documentNode: { ...shared, documentMode: 'string' },
  },
};

const schemaText = `${read('schema.graphql')}\n${read('appsync.graphql')}`;
const schema = parse(schemaText);
const documents = readdirSync(path.join(folder, 'operations'))
  .sort()
  .map((file) => ({ location: file, document: parse(read(`operations/${file}`)) }));

for (const [filename, chosen] of Object.entries(files)) {
  const content = await codegen({
    filename,
    schema,
    documents,
    config: {},
    plugins: Object.entries(chosen).map(([name, config]) => ({ [name]: config })),
    pluginMap: plugins,
  });
  keep(path.join('schema', filename), content);
}

const example = z.strictObject({ variables: z.looseObject({}), answer: z.looseObject({}) });
const examples = readdirSync(path.join(folder, 'examples')).filter((file) => file.endsWith('.json'));
const api = apiDocument({
  schema: buildSchema(schemaText),
  documents: documents.map(({ document }) => document),
  examples: Object.fromEntries(
    examples.map((file) => [path.basename(file, '.json'), example.parse(JSON.parse(read(`examples/${file}`)))]),
  ),
  introduction: read('examples/introduction.md'),
});
const style = await resolveConfig(path.join(import.meta.dirname, 'docs/api.md'));
keep('docs/api.md', await format(api, { ...style, parser: 'markdown' }));

const rows = settings.map(({ key, meaning, byDefault }) => `| \`${key}\` | ${meaning} | ${String(byDefault ?? '')} |`);
const table = ['| `--context` | means | default |', '| --- | --- | --- |', ...rows].join('\n');
const deployment = readFileSync(path.join(import.meta.dirname, 'docs/deploy.md'), 'utf8');
const settled = deployment.replace(
  /(<!-- settings: begin -->).*(<!-- settings: end -->)/s,
  (_all, begin: string, end: string) => `${begin}\n\n${table}\n\n${end}`,
);
keep('docs/deploy.md', await format(settled, { ...style, parser: 'markdown' }));

/** Writes a file, or complains when it is another. */
function keep(file: string, content: string): void {
  const place = path.join(import.meta.dirname, file);
  if (!process.argv.includes('--check')) {
    writeFileSync(place, content);
  } else if (!existsSync(place) || readFileSync(place, 'utf8') !== content) {
    console.error(`${file} is not what its source gives. Run: npm run generate`);
    process.exitCode = 1;
  }
}
