import { existsSync, readdirSync } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { build as buildSite } from 'vite';
import { listLicenses } from './licenses.ts';

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

/** `Query.analyses/1-read-page` for every step of a field that is resolved in steps, in their order. */
export function stepNames(resolver: string): string[] {
  const folder = path.join(root, 'resolvers', resolver);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).sort();
  return files.map((file) => `${resolver}/${path.basename(file, '.ts')}`);
}

async function bundleResolvers(): Promise<void> {
  const names = resolverNames().flatMap((name) => [name, ...stepNames(name)]);
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

/**
 * One folder a function: `index.js` and the scripts of its threads, with their source maps. Only what the function uses
 * is in it, the SDK's clients included.
 */
async function bundleFunctions(): Promise<void> {
  const files = await readdir(path.join(root, 'functions'), { recursive: true });
  const entries = files.flatMap((file) => {
    const [, folder = '', name = '', kind] = /^([\w-]+)\/([\w-]+)\.(lambda|worker)\.ts$/.exec(file) ?? [];
    if (kind === undefined) return [];
    return {
      in: path.join(root, 'functions', file),
      out: `${folder}/${kind === 'lambda' ? 'index' : `${name}.worker`}`,
    };
  });
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: entries,
    outdir: bundles.functions,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    external: ['wasm-vips'],
    logLevel: 'warning',
  });
  await listLicenses(metafile, root);
  await copyVips(path.join(bundles.functions, 'analyze-image'));
}

/** Its threads load its script by name, and it loads the WebAssembly beside that: it stays a package, of what is used. */
async function copyVips(folder: string): Promise<void> {
  const files = ['package.json', 'LICENSE', 'THIRD-PARTY-NOTICES.md', 'lib/vips-node.js', 'lib/vips.wasm'];
  const name = 'node_modules/wasm-vips';
  await Promise.all(files.map((file) => cp(path.join(root, name, file), path.join(folder, name, file))));
}

async function bundleWeb(): Promise<void> {
  await buildSite({ configFile: path.join(root, 'client/web/vite.config.ts'), logLevel: 'warn' });
}

/** Builds everything that the stack deploys. */
export async function bundle(): Promise<void> {
  await Promise.all([bundleResolvers(), bundleFunctions(), bundleWeb()]);
}
