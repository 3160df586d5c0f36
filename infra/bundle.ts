import { readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { build as buildSite } from 'vite';

const root = path.resolve(import.meta.dirname, '..');

/** Where the bundles lie that the stack deploys. */
export const bundles = {
  functions: path.join(root, '.build/functions'),
  resolvers: path.join(root, '.build/resolvers'),
  web: path.join(root, '.build/web'),
};

/** `Query.analyses` for every file of `resolvers` that is named after the field it resolves. */
export function resolverNames(): string[] {
  const files = readdirSync(path.join(root, 'resolvers'));
  return files.flatMap((file) => /^([A-Z]\w*\.\w+)\.ts$/.exec(file)?.[1] ?? []).sort();
}

async function bundleResolvers(): Promise<void> {
  const names = resolverNames();
  await build({
    entryPoints: names.map((name) => ({ in: path.join(root, 'resolvers', `${name}.ts`), out: name })),
    outdir: bundles.resolvers,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    external: ['@aws-appsync/utils'],
    logLevel: 'warning',
  });
}

/** One folder a function, `index.js` with its source map: only what the function uses, the SDK's clients included. */
async function bundleFunctions(): Promise<void> {
  const folders = await readdir(path.join(root, 'functions'), { withFileTypes: true });
  const entries = await Promise.all(
    folders
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => {
        const files = await readdir(path.join(root, 'functions', name));
        return files.includes(`${name}.lambda.ts`) ? [name] : [];
      }),
  );
  await build({
    entryPoints: entries.flat().map((name) => ({
      in: path.join(root, 'functions', name, `${name}.lambda.ts`),
      out: `${name}/index`,
    })),
    outdir: bundles.functions,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
}

async function bundleWeb(): Promise<void> {
  await buildSite({ configFile: path.join(root, 'client/web/vite.config.ts'), logLevel: 'warn' });
}

/** Builds everything that the stack deploys. */
export async function bundle(): Promise<void> {
  await Promise.all([bundleResolvers(), bundleFunctions(), bundleWeb()]);
}
