import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
/** AppSync's rules that read types. */
const typedResolverRules = Object.fromEntries(
  ['no-recursion', 'no-disallowed-methods', 'no-function-passing', 'no-function-reassign', 'no-function-return'].map(
    (rule): [string, 'off'] => [`@aws-appsync/${rule}`, 'off'],
  ),
);

// The borders need no types, and reading them would take most of the time.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [tseslint.configs.disableTypeChecked, { rules: typedResolverRules }],
});

/** Lints a text as if it stood in that file. */
async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
  return result?.messages.map(({ ruleId }) => ruleId ?? 'parse error') ?? [];
}

describe('lint holds the borders', () => {
  it.each([
    ['the local cloud knows no product', 'infra/local/clock.ts', '../../schema/table.ts'],
    ['the local cloud knows no stack', 'infra/local/clock.ts', '../bundle.ts'],
    ['the stack does not know where it runs', 'infra/stack.ts', './local/clock.ts'],
    ['the schema imports nothing of ours', 'schema/table.ts', '../functions/domain/errors.ts'],
    ['rules know no adapter', 'functions/domain/errors.ts', '../adapters/event-bus.ts'],
    ['resolvers know no function', 'resolvers/caller.ts', '../functions/domain/errors.ts'],
  ])('%s', async (_rule, file, imported) => {
    expect(await complaints(file, `import '${imported}';\n`)).toContain('import-x/no-restricted-paths');
  });

  it('only adapters touch an SDK', async () => {
    const code = "import '@aws-sdk/client-s3';\n";
    expect(await complaints('functions/domain/errors.ts', code)).toContain('no-restricted-imports');
    expect(await complaints('functions/adapters/event-bus.ts', code)).toEqual([]);
  });
});
