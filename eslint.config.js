import path from 'node:path';
import appsync from '@aws-appsync/eslint-plugin';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const root = import.meta.dirname;
const zone = (target, from, message, except = []) => ({
  target: path.join(root, target),
  from: path.join(root, from),
  except,
  message,
});

/** Which folder may know which: data flows one way, and only adapters touch an SDK. */
const borders = [
  zone('infra/local', '.', 'infra/local runs what was synthesized and knows nothing of the product.', [
    './infra/local',
    './node_modules',
  ]),
  zone('schema', '.', 'schema holds contracts and imports nothing of ours.', ['./schema', './node_modules']),
  zone('resolvers', '.', 'Resolvers map: they know the schema and nothing else.', [
    './resolvers',
    './schema',
    './node_modules',
  ]),
  zone('functions', '.', 'Functions know the schema and nothing else of ours.', [
    './functions',
    './schema',
    './node_modules',
  ]),
  zone('functions/domain', 'functions', 'Rules know no use case and no adapter.', ['./domain']),
  zone('client', '.', 'Clients know the schema and nothing else of ours.', ['./client', './schema', './node_modules']),
  zone('client/api', 'client', 'client/api is used by the other clients, not the reverse.', ['./api']),
  zone('infra', 'client', 'The stack deploys built bundles; it imports none of their code.'),
  zone('infra', 'functions', 'The stack deploys built bundles; it imports none of their code.'),
  zone('infra/*.ts', 'infra/local', 'The stack does not know where it runs.'),
  zone('infra/constructs', 'infra/local', 'The stack does not know where it runs.'),
];

const noSdk = {
  group: ['@aws-sdk/*', '@smithy/*'],
  message: 'Only functions/adapters touch an SDK, and client/api/iam.ts, which no page imports.',
};

export default tseslint.config(
  { ignores: ['node_modules', 'cdk.out', '.build', '.local', '.bench', 'coverage', 'schema/generated'] },
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js'] })] },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: root, zones: borders }],
      'import-x/no-cycle': 'error',
      'no-restricted-imports': ['error', { patterns: [noSdk] }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[object.name="process"][property.name="env"]',
          message: 'The environment is read and checked in one place: functions/adapters/environment.ts.',
        },
        {
          selector: 'ImportDeclaration[source.value="zod"] :matches(ImportSpecifier, ImportDefaultSpecifier)',
          message: 'By its namespace only: by name, all of its languages are bundled.',
        },
        { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
      ],
      // There are no enums to protect, and instances come from parsers and constructors: these two cost a quarter of the time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  { files: ['functions/adapters/**', 'client/api/iam.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['functions/adapters/environment.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['resolvers/**/*.ts'],
    ignores: ['**/*.test.ts'],
    plugins: { '@aws-appsync': appsync },
    rules: appsync.configs.recommended.rules,
  },
  {
    files: ['**/*.test.{ts,tsx}', 'test/**', 'infra/local/testing/**'],
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
);
