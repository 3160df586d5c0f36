import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as documentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as operations from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';

/**
 * Types flow from the schema: `npm run generate` writes `schema/generated`. With `--check` it writes nothing and fails
 * when a file there is not what the schema and the operations give.
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

const schema = parse(`${read('schema.graphql')}\n${read('appsync.graphql')}`);
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
  if (!process.argv.includes('--check')) {
    writeFileSync(path.join(folder, filename), content);
  } else if (read(filename) !== content) {
    console.error(`schema/${filename} is not what the schema gives. Run: npm run generate`);
    process.exitCode = 1;
  }
}
