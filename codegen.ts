import type { CodegenConfig } from '@graphql-codegen/cli';

const scalars = { ID: 'string', AWSDate: 'string', AWSDateTime: 'string', AWSURL: 'string', AWSIPAddress: 'string' };
const shared = { scalars, enumsAsTypes: true, useTypeImports: true, strictScalars: true };

/** Types flow from the schema: `schema/generated` is made by `npm run generate`, and `npm run check` compares. */
const config: CodegenConfig = {
  schema: ['schema/schema.graphql', 'schema/appsync.graphql'],
  documents: 'schema/operations/*.graphql',
  generates: {
    'schema/generated/schema.ts': {
      plugins: ['typescript'],
      config: { ...shared, inputMaybeValue: 'T | null | undefined' },
    },
    'schema/generated/operations.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: { ...shared, documentMode: 'string', skipTypename: true },
    },
  },
};

export default config;
